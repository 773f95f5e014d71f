// Law of intake: the events of a log do not depend on the pieces that its bytes come in, nor does what is left out.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ndjson } from '../../connectors/ndjson/connector.ts'
import { intoBatches, RecordCutter } from '../../src/intake/records.ts'
import { UnreadableLog } from '../../src/intake/unreadable.ts'
import { request } from '../connectors/read.ts'
import { layout, linesOf } from '../intake/place.ts'

const overlong = `${'y'.repeat((1 << 20) + 9)}\n`
const log = Buffer.from(
  `${linesOf(Array.from({ length: 3000 }, (_, i) => i))}nonsense\n${overlong}${linesOf(['last'])}tail`,
)

function readIn(cuts: readonly number[]) {
  const unreadable = new UnreadableLog('log', 'ndjson')
  const cutter = new RecordCutter(
    intoBatches(ndjson.open(null, { source: 'log', wanted: layout, aside: unreadable, request }), layout),
    unreadable,
  )
  const ids: string[] = []
  const ends: number[] = []
  for (let at = 0, piece = 0; at < log.length; piece++) {
    const bytes = log.subarray(at, at + cuts[piece % cuts.length]!)
    for (const { batch, end } of cutter.push({ bytes, at, last: at + bytes.length === log.length })) {
      ids.push(...batch.origins.map((origin) => origin.id()))
      ends.push(end)
    }
    at += bytes.length
  }
  return { ids, ends, unreadable: unreadable.list() }
}

test('the same events and the same gaps come of any pieces', () => {
  const whole = readIn([log.length])
  expect(whole.ids.length).toBe(3001)
  expect(whole.unreadable.map(({ reason, count }) => [reason, count])).toEqual([
    ['not JSON', 2],
    ['line longer than 1 MiB', 1],
  ])
  const cuts = fc.array(fc.integer({ min: 500, max: 300_000 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(cuts, (lengths) => {
      const { ids, ends, unreadable } = readIn(lengths)
      expect(ids).toEqual(whole.ids)
      expect(ends).toEqual([...ends].sort((a, b) => a - b))
      expect(ends.at(-1)).toBe(log.length)
      expect(new Map(unreadable.map(({ reason, count }) => [reason, count]))).toEqual(
        new Map(whole.unreadable.map(({ reason, count }) => [reason, count])),
      )
    }),
    { numRuns: 25 },
  )
})
