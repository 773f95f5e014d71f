// Rows that sliding windows take a batch at a time are taken just as one after the other, whatever the bounds.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Selection, StatsPlan } from '../../src/compiler/plan.ts'
import { type Bounds, defaultBounds } from '../../src/engine/bounds.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import type { Batch } from '../../src/event/batch.ts'
import { Column, code } from '../../src/event/column.ts'
import type { Value } from '../../src/event/value.ts'
import { batchOf, byUser, counting, layout, readX, rule, rulesetOf, source, type Tiny } from './build.ts'

const kindOf = (batch: Batch, row: number): unknown => batch.columns[0]!.at(row)

function isWanted(batch: Batch, row: number): boolean {
  if (kindOf(batch, row) === 'broken') throw new Error('of the rule')
  return kindOf(batch, row) === 'wanted'
}

const selectWanted: Selection = (batch, rows, from, to, picked) => {
  const wanted = rows.slice(from, to).filter((row) => isWanted(batch, row))
  picked.set(wanted)
  return wanted.length
}

const sliding = { kind: 'sliding', spanUs: 40 } as const
const least = (most: number) => (values: readonly unknown[]) => (values[0] as number) > most

const plans: Readonly<Record<string, StatsPlan>> = {
  'a count': counting({ test: isWanted, window: sliding, having: least(3) }),
  'a sum': counting({
    test: isWanted,
    aggregates: [{ name: 'n', kind: 'sum', value: readX }],
    window: sliding,
    having: least(9),
  }),
  'a rate of numbers': counting({
    test: isWanted,
    aggregates: [{ name: 'n', kind: 'rate', value: readX }],
    window: sliding,
    having: least(100_000),
  }),
  'a sum whose filter, key and number are read in loops': counting({
    test: isWanted,
    selection: () => selectWanted,
    by: byUser.map((part) => ({ ...part, slot: layout.slot('user') })),
    aggregates: [{ name: 'n', kind: 'sum', value: readX, slot: layout.slot('x') }],
    window: sliding,
    having: least(9),
  }),
  'a count of those that have a number, read in a loop': counting({
    test: isWanted,
    aggregates: [{ name: 'n', kind: 'count', value: readX, slot: layout.slot('x') }],
    window: sliding,
    having: least(3),
  }),
  'an average of some, whose window is kept': counting({
    test: isWanted,
    aggregates: [{ name: 'n', kind: 'avg', value: readX, where: (batch, row) => readX(batch, row) !== 2 }],
    window: sliding,
    having: least(4),
    keepWindow: true,
  }),
}

const tiny = (kinds: readonly string[]) =>
  fc.record({
    gap: fc.constantFrom(0, 2, 2, 10, 38, 40, 120),
    nanos: fc.constantFrom(0, 0, 1),
    kind: fc.constantFrom(...kinds),
    user: fc.constantFrom('a', 'b', 'c', '\u0001n', null),
    x: fc.constantFrom(1, 2, 5, 0.1, 2 ** 53 - 1, null, true, 'text'),
  })

/** Half of them without one on which the rule's own code fails, from where on rows are taken singly. */
const events = fc
  .constantFrom(['wanted', 'wanted', 'wanted', 'other'], ['wanted', 'wanted', 'other', 'broken'])
  .chain((kinds) => fc.array(tiny(kinds), { minLength: 30, maxLength: 300, size: 'max' }))
  .map((all) => {
    const placed: Tiny[] = []
    for (const { gap, nanos, ...event } of all) {
      const before = placed.at(-1)
      const us = (before?.us ?? 0) + gap
      placed.push({ ...event, us, nanos: us === before?.us ? 1 : nanos, sequence: placed.length + 1 })
    }
    return placed
  })

const bounds = fc.record({
  keys: fc.constantFrom(2, 100),
  events: fc.constantFrom(6, 1000),
  eventsPerKey: fc.constantFrom(3, 1000),
  evidence: fc.constantFrom(4, 1000),
  evidencePerKey: fc.constantFrom(0, 1, 2, 10),
  policy: fc.constantFrom('evict', 'refuse'),
} as const)

/** As a reader gives it that knows values by numbers: those of one field are one list for all batches. */
function codedBatchOf(events: readonly Tiny[], lists: readonly Value[][]): Batch {
  const batch = batchOf(events)
  batch.columns = batch.columns.map((column, slot) => {
    const codes = column.list(batch.length).map((value) => {
      if (value === null) return code.absent
      const known = lists[slot]!.indexOf(value)
      return known >= 0 ? known : lists[slot]!.push(value) - 1
    })
    return new Column(Int32Array.from(codes), lists[slot]!)
  })
  return batch
}

type Made = (events: readonly Tiny[]) => Batch

function outcomeOf(
  plan: StatsPlan,
  limits: Partial<Bounds>,
  batches: readonly (readonly Tiny[])[],
  made: Made = batchOf,
): unknown {
  const engine = new Engine(rulesetOf(rule(plan)), [source], { bounds: { ...defaultBounds, ...limits } })
  const found: Match[] = []
  const touched: number[] = []
  for (const some of batches) {
    const batch = made(some)
    const { us, nanos = 0, sequence } = some.at(-1)!
    found.push(...engine.evaluate('s', batch, { us, nanos, sequence }, (row) => touched.push(batch.sequences[row]!)))
  }
  const told = found.map(({ rule: { metadata }, completedBy, steps, ...match }) => [
    metadata.id,
    completedBy,
    match,
    steps[0]!.events,
  ])
  return { told, touched, counters: engine.counters(), state: JSON.stringify(engine.save().rules) }
}

const oneByOne = (all: readonly Tiny[]): Tiny[][] => all.map((event) => [event])

function cutInto(all: readonly Tiny[], size: number): Tiny[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
}

describe.each(Object.entries(plans))('%s', (_, plan) => {
  test('is the same in one batch and event by event', () => {
    fc.assert(
      fc.property(events, bounds, (all, limits) => {
        expect(outcomeOf(plan, limits, [all])).toEqual(outcomeOf(plan, limits, oneByOne(all)))
      }),
      { numRuns: 60 },
    )
  })

  test('is the same in batches whose values are told by numbers', () => {
    fc.assert(
      fc.property(events, bounds, fc.integer({ min: 8, max: 60 }), (all, limits, size) => {
        const lists: Value[][] = [[], [], []]
        const coded = outcomeOf(plan, limits, cutInto(all, size), (some) => codedBatchOf(some, lists))
        expect(coded).toEqual(outcomeOf(plan, limits, oneByOne(all)))
      }),
      { numRuns: 60 },
    )
  })
})
