// Totals over parts that come, go and start anew: they never go back.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Counts, Totals } from '../../src/metrics/totals.ts'

const part = (matches: number) => {
  const counts = { matches }
  return { counts, read: (): Counts => new Map([['policy', { ...counts }]]) }
}

const matches = (totals: Totals): number | undefined => totals.read().get('policy')?.['matches']

test('what a part had counted before it came does not count, and is a zero', () => {
  const totals = new Totals()
  const one = part(100)
  totals.add(one, one.read)
  expect(matches(totals)).toBe(0)
  one.counts.matches += 3
  expect(matches(totals)).toBe(3)
})

test('what a part has counted stays when it goes', () => {
  const totals = new Totals()
  const one = part(0)
  const two = part(50)
  for (const each of [one, two]) totals.add(each, each.read)
  one.counts.matches = 7
  two.counts.matches = 52
  totals.remove(one)
  expect(matches(totals)).toBe(9)
  one.counts.matches = 1000
  expect(matches(totals)).toBe(9)
})

test('a part that starts anew goes on counting', () => {
  const totals = new Totals()
  const one = part(5)
  totals.add(one, one.read)
  one.counts.matches = 9
  totals.read()
  one.counts.matches = 2
  expect(matches(totals)).toBe(6)
})

test('whatever happens, they never go back, and count every step that was seen', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('count' as const), part: fc.nat(2), n: fc.nat(10) }),
    fc.record({
      kind: fc.constantFrom('add' as const, 'remove' as const, 'anew' as const),
      part: fc.nat(2),
      n: fc.constant(0),
    }),
  )
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const totals = new Totals()
      const parts = [part(0), part(10), part(20)]
      const in_ = new Set<number>()
      let expected = 0
      for (const { kind, part: place, n } of steps) {
        const one = parts[place]!
        if (kind === 'count') {
          one.counts.matches += n
          if (in_.has(place)) expected += n
        } else if (kind === 'add' && !in_.has(place)) {
          totals.add(one, one.read)
          in_.add(place)
        } else if (kind === 'remove') {
          totals.remove(one)
          in_.delete(place)
        } else if (kind === 'anew') {
          totals.read()
          one.counts.matches = 0
        }
        expect(matches(totals) ?? 0).toBe(expected)
      }
    }),
  )
})
