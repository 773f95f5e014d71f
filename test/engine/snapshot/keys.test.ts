// Keys that are written a few at a time: what is read is what they held as that began, whatever became of them meanwhile.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Keys, type SavedKeys } from '../../../src/engine/keys.ts'
import { type ReadState, readState } from '../../../src/engine/snapshot/read-state.ts'
import { piecesOf, StateWriter } from '../../../src/engine/snapshot/write-state.ts'

interface Counted {
  readonly key: string
  n: number
}

type Saved = readonly [key: string, n: number]

const ways = ['touch', 'get', 'delete', 'evict', 'drop', 'all', 'next'] as const
const step = fc.tuple(fc.constantFrom(...ways), fc.nat(12).map(String))

function act(keys: Keys<Counted>, [way, key]: readonly [(typeof ways)[number], string]): void {
  const count = (state: Counted | undefined): void => {
    if (state) state.n++
  }
  if (way === 'touch') count(keys.touch(key, () => ({ key, n: 0 })))
  else if (way === 'get') count(keys.get(key))
  else if (way === 'delete') keys.delete(key)
  else if (way === 'evict') keys.evict()
  else if (way === 'drop') keys.dropWhile((state) => state.n++ > 2)
  else if (way === 'all') for (const [, state] of keys) count(state)
  else for (const { key, n } of keys.asTheyAre()) keys.replace(key, { key, n: n + 1 })
}

const saved = ({ key, n }: Counted): Saved => [key, n]

const contents = (keys: Keys<Counted>): readonly Saved[] => [...keys].map(([key, { n }]) => [key, n])

const steps = fc.array(step, { maxLength: 40 })

describe.each(['before it changes', 'in its turn, also where it was dropped by then'] as const)(
  'each is written %s',
  (when) => {
    test('as it was, and they go on alike', () => {
      fc.assert(
        fc.property(steps, steps, steps, fc.integer({ min: 1, max: 10 }), (before, during, after, bound) => {
          const keys = new Keys<Counted>(bound, () => {})
          for (const one of before) act(keys, one)
          const then = JSON.parse(JSON.stringify(keys.save(saved))) as SavedKeys<Saved>
          const held = new Set<Counted>()
          const writer = new StateWriter(
            null,
            when === 'before it changes'
              ? keys.saveLater(saved)
              : keys.saveEach((state, to) => to.write(saved(state)), {
                  hold: (state) => held.add(state),
                  letGo: (state) => held.delete(state),
                }),
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
          expect([contents(keys).length <= bound, held.size]).toEqual([true, 0])
        }),
        { numRuns: 300 },
      )
    })
  },
)

test('what was dropped is let go where nothing more is wanted', () => {
  const keys = new Keys<Counted>(10, () => {})
  for (const key of ['a', 'b', 'c']) keys.touch(key, () => ({ key, n: 0 }))
  const held: string[] = []
  const writer = new StateWriter(
    null,
    keys.saveEach((state, to) => to.write(saved(state)), {
      hold: ({ key }) => held.push(key),
      letGo: ({ key }) => held.splice(held.indexOf(key), 1),
    }),
  )
  keys.delete('b')
  keys.replace('c', { key: 'c', n: 1 })
  expect(held).toEqual(['b', 'c'])
  writer.close()
  expect(held).toEqual([])
})

test('of more than there may be by then, as many stay as may', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 10 }), (before, bound) => {
      const keys = new Keys<Counted>(20, () => {})
      for (const one of before) act(keys, one)
      const pieces = piecesOf(new StateWriter(null, keys.saveLater(saved)))
      const fewer = load(readState(pieces), bound)
      expect(contents(fewer).length).toBe(Math.min(bound, keys.size))
      expect(contents(keys)).toEqual(expect.arrayContaining([...contents(fewer)]))
    }),
  )
})

function load({ state, rest }: Pick<ReadState, 'state' | 'rest'>, bound: number): Keys<Counted> {
  const keys = new Keys<Counted>(bound, () => {})
  keys.load(state as SavedKeys<Saved>, ([key, n]) => keys.touch(key, () => ({ key, n })))
  rest()
  return keys
}
