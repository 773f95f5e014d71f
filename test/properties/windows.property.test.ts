// A window gives what a recount from scratch would, for every aggregate, however the events come.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Aggregate, AggregateKind, StatsPlan, Window } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Value } from '../../src/event/value.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { plainly, somehow, timelines } from '../engine/arrivals.ts'
import { byUser, isKind, readX, rule, rulesetOf, run, type Tiny } from '../engine/build.ts'

const spanUs = 3_000_000

const kinds: readonly AggregateKind[] = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'count_distinct',
  'values',
  'first',
  'last',
]

const aggregates: readonly Aggregate[] = [
  { name: 'n', kind: 'count' },
  { name: 'a', kind: 'count', where: isKind('A') },
  ...kinds.map((kind): Aggregate => ({ name: `${kind}_x`, kind, value: readX })),
]

/** Fires at every judgement, so that every state of the window is seen. */
const plan = (window: Window, keepWindow: boolean): StatsPlan => ({
  kind: 'stats',
  categories: anyCategory,
  test: () => true,
  aggregates,
  by: byUser,
  window,
  having: (values) => (values[0] as number) > 0,
  keepWindow,
})

const sliding: Window = { kind: 'sliding', spanUs }
const tumbling: Window = { kind: 'tumbling', spanUs }

const valuesOf = (changes: readonly IncidentChange[]): unknown[] =>
  changes.flatMap((change) => {
    if (change.kind !== 'raised') return []
    const { incident } = change.incident.document['tripline'] as {
      incident: { values: Readonly<Record<string, Value>> }
    }
    return [incident.values]
  })

/** The aggregates over those events, counted anew. */
function recount(events: readonly Tiny[]): Record<string, Value> {
  const xs = events.map(({ x }) => x).filter((x) => x !== null) as number[]
  const sum = xs.length > 0 ? xs.reduce((a, b) => a + b, 0) : null
  const all: Record<string, Value> = {
    n: events.length,
    a: events.filter(({ kind }) => kind === 'A').length,
    count_x: xs.length,
    sum_x: sum,
    avg_x: sum === null ? null : sum / xs.length,
    min_x: xs.length > 0 ? Math.min(...xs) : null,
    max_x: xs.length > 0 ? Math.max(...xs) : null,
    count_distinct_x: new Set(xs).size,
    values_x: [...new Set(xs)],
    first_x: xs[0] ?? null,
    last_x: xs.at(-1) ?? null,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
}

function slidingRecount(events: readonly Tiny[]): unknown[] {
  const keyed = events.filter(({ user }) => user !== null)
  return keyed.map((now, i) =>
    recount(keyed.slice(0, i + 1).filter(({ user, us }) => user === now.user && us > now.us - spanUs)),
  )
}

function tumblingRecount(events: readonly Tiny[]): unknown[] {
  const windows = new Map<string, Tiny[]>()
  for (const event of events) {
    if (event.user === null) continue
    const key = `${String(Math.floor(event.us / spanUs)).padStart(4, '0')}${event.user}`
    windows.set(key, [...(windows.get(key) ?? []), event])
  }
  return [...windows.values()].map(recount)
}

const sorted = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value, sortedKeys)).sort()

const sortedKeys = (_: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort())
    : value

describe('windows', () => {
  test('a sliding window holds what a recount finds', () => {
    fc.assert(
      fc.property(timelines(['A', 'B']), (events) => {
        const changes = run(rulesetOf(rule(plan(sliding, true))), plainly(events))
        expect(sorted(valuesOf(changes))).toEqual(sorted(slidingRecount(events)))
      }),
    )
  })

  test('a tumbling window holds what a recount finds', () => {
    fc.assert(
      fc.property(timelines(['A', 'B']), (events) => {
        const changes = run(rulesetOf(rule(plan(tumbling, false))), plainly(events))
        expect(sorted(valuesOf(changes))).toEqual(sorted(tumblingRecount(events)))
      }),
    )
  })

  test.each([
    ['sliding, kept', sliding, true],
    ['sliding, emptied', sliding, false],
    ['tumbling', tumbling, false],
  ] as const)('%s: batches, order within the lateness and restarts change nothing', (_, window, keep) => {
    const ruleset = rulesetOf(rule(plan(window, keep)))
    fc.assert(
      fc.property(
        timelines(['A', 'B']).chain((events) => fc.tuple(fc.constant(events), somehow(events))),
        ([events, arrival]) => {
          expect(run(ruleset, arrival)).toEqual(run(ruleset, plainly(events)))
        },
      ),
    )
  })
})
