// Events that rules hold on to: their order, their distance, and what is kept of them.
import { describe, expect, test } from 'vitest'
import { compareEvents, HeldEvent, type Time, within } from '../../src/engine/held.ts'
import { HeldRows } from '../../src/engine/held-rows.ts'
import { Batch, type Origin } from '../../src/event/batch.ts'
import { layout } from './build.ts'

const at = (us: number, nanos = 0, sequence = 0, id = 'a'): HeldEvent => HeldEvent.load([us, nanos, sequence, id, null])

describe('the order of events', () => {
  test.each<[string, HeldEvent, HeldEvent]>([
    ['is by time', at(1, 999, 9, 'z'), at(2)],
    ['then by nanoseconds', at(1, 0, 9, 'z'), at(1, 1)],
    ['then by sequence', at(1, 1, 1, 'z'), at(1, 1, 2)],
    ['then by id', at(1, 1, 1, 'a'), at(1, 1, 1, 'b')],
  ])('%s', (_, first, second) => {
    expect(compareEvents(first, second)).toBeLessThan(0)
    expect(compareEvents(second, first)).toBeGreaterThan(0)
    expect(compareEvents(first, first)).toBe(0)
  })
})

describe('within a span', () => {
  const earlier: Time = { us: 100, nanos: 500 }

  test.each<[number, number, boolean]>([
    [109, 999, true],
    [110, 499, true],
    [110, 500, true],
    [110, 501, false],
    [111, 0, false],
  ])('of 10 µs after 100 µs 500 ns lies %i µs %i ns: %s', (us, nanos, expected) => {
    expect(within(earlier, { us, nanos }, 10)).toBe(expected)
  })
})

describe('an event that outlasts its batch', () => {
  function fromBatch(origin: Omit<Origin, 'id'>): { event: HeldEvent; rows: HeldRows; asked: () => number } {
    let asked = 0
    const batch = new Batch(layout)
    const document = (): Record<string, never> => {
      asked++
      return origin.document() as Record<string, never>
    }
    batch.add(1, 5, 0, 7, { ...origin, id: () => 'e', document })
    const rows = new HeldRows(batch)
    return { event: HeldEvent.of(batch, 0, rows), rows, asked: () => asked }
  }

  test('takes its document along where what it came from may be larger', () => {
    const { event, rows, asked } = fromBatch({ document: () => ({ kind: 'A' }) })
    event.keep()
    rows.retire()
    expect(asked()).toBe(1)
    expect(event.document).toEqual({ kind: 'A' })
    expect([event.id, asked()]).toEqual(['e', 1])
  })

  test('reads its document when it is wanted where what it came from is no larger', () => {
    const { event, rows, asked } = fromBatch({ isCompact: true, document: () => ({ kind: 'A' }) })
    event.keep()
    rows.retire()
    expect(asked()).toBe(0)
    expect(event.document).toEqual({ kind: 'A' })
  })

  test('costs nothing where nobody holds it any longer', () => {
    const { event, rows, asked } = fromBatch({ document: () => ({ kind: 'A' }) })
    event.keep()
    event.drop()
    rows.retire()
    expect(asked()).toBe(0)
  })

  test('is the same for whoever asks for it again', () => {
    const { event, rows } = fromBatch({ document: () => ({ kind: 'A' }) })
    event.wait()
    rows.retire()
    const again = HeldEvent.again(rows, 0)
    expect(again.is(event)).toBe(true)
    expect(again.save()).toEqual(event.save())
  })

  test('is the same after it was saved and read', () => {
    const { event } = fromBatch({ document: () => ({ kind: 'A' }) })
    const read = HeldEvent.load(JSON.parse(JSON.stringify(event.save())))
    expect(compareEvents(read, event)).toBe(0)
    expect([read.id, read.document]).toEqual(['e', { kind: 'A' }])
  })

  test('has a first holder and a last', () => {
    const event = at(1)
    expect([event.keep(), event.keep(), event.drop(), event.drop()]).toEqual([true, false, false, true])
  })
})
