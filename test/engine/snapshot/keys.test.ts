// Keys that are written a few at a time: what is read is what they held as that began, whatever became of them meanwhile.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Keys, type SavedKeys } from '../../../src/engine/keys.ts'
import { type ReadState, readState } from '../../../src/engine/snapshot/read-state.ts'
import { piecesOf, StateWriter } from '../../../src/engine/snapshot/write-state.ts'

interface Counted {
  n: number
}

type Saved = readonly [key: string, n: number]

const ways = ['touch', 'get', 'delete', 'evict', 'drop', 'all'] as const
const step = fc.tuple(fc.constantFrom(...ways), fc.nat(12).map(String))

function act(keys: Keys<Counted>, [way, key]: readonly [(typeof ways)[number], string]): void {
  const count = (state: Counted | undefined): void => {
    if (state) state.n++
  }
  if (way === 'touch') count(keys.touch(key, () => ({ n: 0 })))
  else if (way === 'get') count(keys.get(key))
  else if (way === 'delete') keys.delete(key)
  else if (way === 'evict') keys.evict()
  else if (way === 'drop') keys.dropWhile((state) => state.n++ > 2)
  else for (const [, state] of keys) count(state)
}

const contents = (keys: Keys<Counted>): readonly Saved[] => [...keys].map(([key, { n }]) => [key, n])

test('they are read as they were, in their order, and go on alike', () => {
  const steps = fc.array(step, { maxLength: 40 })
  fc.assert(
    fc.property(steps, steps, steps, fc.integer({ min: 1, max: 10 }), (before, during, after, bound) => {
      const keys = new Keys<Counted>(bound, () => {})
      for (const one of before) act(keys, one)
      const then = JSON.parse(JSON.stringify(keys.save(({ n }, key) => [key, n]))) as SavedKeys<Saved>

      const writer = new StateWriter(
        null,
        keys.saveLater(({ n }, key) => [key, n]),
      )
      const pieces: Uint8Array[] = []
      for (const one of during) {
        act(keys, one)
        const piece = writer.next(() => true, 1)
        if (piece) pieces.push(piece)
      }
      while (!writer.isDone) {
        const piece = writer.next(() => true)
        if (piece) pieces.push(piece)
      }
      const expected = load({ state: then, rest: () => {} }, bound)
      const restored = load(readState(pieces), bound)
      for (const one of after) for (const each of [expected, restored]) act(each, one)
      expect(contents(restored)).toEqual(contents(expected))
      expect(contents(keys).length).toBeLessThanOrEqual(bound)
    }),
    { numRuns: 500 },
  )
})

test('of more than there may be by then, as many stay as may', () => {
  const steps = fc.array(step, { maxLength: 60 })
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 10 }), (before, bound) => {
      const keys = new Keys<Counted>(20, () => {})
      for (const one of before) act(keys, one)
      const pieces = piecesOf(
        new StateWriter(
          null,
          keys.saveLater(({ n }, key) => [key, n]),
        ),
      )
      const fewer = load(readState(pieces), bound)
      expect(contents(fewer).length).toBe(Math.min(bound, keys.size))
      expect(contents(keys)).toEqual(expect.arrayContaining([...contents(fewer)]))
    }),
  )
})

function load({ state, rest }: Pick<ReadState, 'state' | 'rest'>, bound: number): Keys<Counted> {
  const keys = new Keys<Counted>(bound, () => {})
  keys.load(state as SavedKeys<Saved>, ([key, n]) => keys.touch(key, () => ({ n })))
  rest()
  return keys
}
