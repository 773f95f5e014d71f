// What waits for the watermark: given out in the order of events, once, whether it came in order or not.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareEvents, HeldEvent } from '../../src/engine/held.ts'
import { HeldRows } from '../../src/engine/held-rows.ts'
import { Pending } from '../../src/engine/pending.ts'
import { Run } from '../../src/engine/run.ts'
import { Decoder } from '../../src/engine/snapshot/decoder.ts'
import { Encoder } from '../../src/engine/snapshot/encoder.ts'
import { Batch } from '../../src/event/batch.ts'
import { comparePosition, type Position } from '../../src/event/position.ts'
import { layout } from './build.ts'

interface Given {
  readonly us: readonly number[]
  /** How far time comes with it. */
  readonly watermarkUs: number
  readonly isRun: boolean
  /** What waits is written down, and while it is it goes on. */
  readonly isWritten: boolean
  /** Batches that pass before anything of it is asked for. */
  readonly pause: number
}

const given: fc.Arbitrary<Given> = fc.record({
  us: fc.array(fc.nat(60), { minLength: 1, maxLength: 6 }),
  watermarkUs: fc.nat(60),
  isRun: fc.boolean(),
  isWritten: fc.boolean(),
  pause: fc.constantFrom(1, 1, 1, 20),
})

/** Rows in order, no two in one place: ids tell those of one time apart, and are unique over all batches. */
function batchOf({ us, isRun }: Given, number: number): Batch {
  const batch = new Batch(layout)
  for (const [n, time] of (isRun ? us.toSorted((a, b) => a - b) : us).entries()) {
    const id = `${number}-${n}`
    batch.add(1, time, 0, n, { isCompact: true, id: () => id, document: () => ({ 'event.id': id }) })
  }
  return batch
}

const at = (us: number): Position => ({ us, nanos: 0, sequence: 99 })

test('is what a list sorted anew would give, and each event is still known by then', () => {
  fc.assert(
    fc.property(fc.array(given, { maxLength: 12 }), (all) => {
      const taken: string[] = []
      const pending = new Pending({
        takeRow: (run, row) => taken.push(HeldEvent.of(run.batch, row, run.rows).id),
        takeEvent: ({ event }) => taken.push(event.id),
      })
      const waiting: HeldEvent[] = []
      const young: HeldRows[] = []
      let turn = 0
      for (const one of all) {
        turn += one.pause
        const batch = batchOf(one, turn)
        const rows = new HeldRows(batch)
        const events = Array.from({ length: batch.length }, (_, row) => HeldEvent.of(batch, row, rows))
        if (one.isRun) {
          const run = new Run(batch, rows, turn)
          for (let row = 0; row < batch.length; row++) run.add(row, row)
          pending.addRun(run)
        } else for (const [row, event] of events.entries()) pending.add({ event, input: row })
        waiting.push(...events)
        pending.settle(turn)
        const due = waiting.filter((event) => comparePosition(event, at(one.watermarkUs)) <= 0).toSorted(compareEvents)
        const before = taken.length
        const ids = due.map(({ id }) => id)
        const saved = pending.save()
        const then = [...pending.save()].map(([, [event]]) => event)
        const encoder = new Encoder(() => null)
        saved.begin({ at: () => encoder })
        if (one.isWritten) saved.next()
        pending.release(at(one.watermarkUs))
        expect(taken.slice(before)).toEqual(ids)
        for (const event of due) waiting.splice(waiting.indexOf(event), 1)
        expect(pending.size).toBe(waiting.length)
        young.push(rows)
        if (young.length > 2) young.shift()!.retire()
        if (one.isWritten) while (saved.next());
        saved.close()
        const decoder = new Decoder([encoder.take()], () => null)
        const written = then.slice(0, one.isWritten ? then.length : 0).map(() => decoder.read() as readonly unknown[])
        expect(written.map(([event]) => event)).toEqual(one.isWritten ? then : [])
        expect(() => decoder.read()).toThrow('ends too early')
        for (const [, [[, , , id, text]]] of pending.save()) expect(JSON.parse(text!)['event.id']).toBe(id)
      }
    }),
  )
})
