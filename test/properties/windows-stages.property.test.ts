// Statistics of statistics, comparisons with the window before, and what is seen first, against a plain retelling.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FirstSeenPlan, StagePlan, StatsPlan, Window } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import { plainly, somehow, timelines } from '../engine/arrivals.ts'
import { byUser, layout, raised, readX, rule, rulesetOf, run, type Tiny } from '../engine/build.ts'
import { type Judged, sessionWindows, slidingWindows, tumblingWindows } from './windows/naive.ts'
import { sorted, valuesOf } from './windows/raised.ts'
import type { Counted } from './windows/recount.ts'

const spanUs = 3_000_000
const kinds = ['A', 'B']
const isAny = { categories: anyCategory, test: () => true }
const byKind = { name: 'kind', read: (batch: never, row: never) => column('kind')(batch, row), optional: false }

function column(field: string) {
  return (batch: Parameters<typeof readX>[0], row: number) => batch.get(row, layout.slot(field))
}

/** How many events by user; then how many such windows, and the most events in one. */
const twice = (first: Window, second: Window): StatsPlan => ({
  kind: 'stats',
  ...isAny,
  aggregates: [{ name: 'n', kind: 'count' }],
  by: byUser,
  window: first,
  having: ([n]) => (n as number) > 1,
  keepWindow: true,
  next: [ofCounts(second)],
})

/** A row before it: the count, the user, the time. */
const ofCounts = (window: Window): StagePlan => ({
  aggregates: [
    { name: 'windows', kind: 'count' },
    { name: 'most', kind: 'max', value: ([n]) => n! },
    { name: 'every', kind: 'interval', value: ([, , us]) => us! },
  ],
  by: [{ name: 'user', optional: false, read: ([, user]) => user! }],
  window,
  having: ([windows]) => (windows as number) > 0,
  keepWindow: true,
})

/** What was found, as rows of the next statistics: the count as x. */
const rowsOf = (windows: readonly Judged[]): Counted[] =>
  windows
    .filter(({ rows }) => rows.length > 1)
    .map(({ us, user, rows }) => ({ us, user, kind: 'A', x: rows.length }))
    .sort((a, b) => a.us - b.us)

function countsOf({ rows }: Judged): Record<string, number> {
  const gaps = rows.slice(1).map(({ us }, i) => us - rows[i]!.us)
  const every = gaps.length > 0 ? { every: gaps.reduce((a, b) => a + b) / gaps.length / 1e6 } : {}
  return { windows: rows.length, most: Math.max(...rows.map(({ x }) => x as number)), ...every }
}

const sliding = { kind: 'sliding', spanUs } as const
const tumbling = { kind: 'tumbling', spanUs } as const
const longer = { kind: 'sliding', spanUs: 3 * spanUs } as const
const longerTumbling = { kind: 'tumbling', spanUs: 4 * spanUs } as const
const session = { kind: 'session', gapUs: spanUs, keepJudging: false } as const
const perTime = (rows: readonly Counted[]): Judged[] =>
  rows.map((row) => ({ us: row.us, user: row.user as string, rows: [row], lastedUs: 0 }))

/** A window ends with the longer one that it is a part of: it does not belong to the next. */
const beforeItsEnd = (row: Counted): Counted => ({ ...row, us: row.us - 1 })

type Naive = (rows: readonly Counted[]) => readonly Judged[]

describe.each<readonly [string, StatsPlan, Naive, Naive]>([
  [
    'tumbling, then those that ended together',
    twice(tumbling, { kind: 'instant' }),
    (rows) => tumblingWindows(rows, spanUs),
    perTime,
  ],
  [
    'tumbling, then sliding',
    twice(tumbling, longer),
    (rows) => tumblingWindows(rows, spanUs),
    (rows) => slidingWindows(rows, longer.spanUs),
  ],
  [
    'tumbling, then longer ones of which each is a part',
    twice(tumbling, longerTumbling),
    (rows) => tumblingWindows(rows, spanUs),
    (rows) => tumblingWindows(rows.map(beforeItsEnd), longerTumbling.spanUs),
  ],
  [
    'sliding, then tumbling',
    twice(sliding, longerTumbling),
    (rows) => slidingWindows(rows, spanUs),
    (rows) => tumblingWindows(rows, longerTumbling.spanUs),
  ],
  [
    'sessions, then sessions of sessions',
    twice(session, { ...session, gapUs: 4 * spanUs }),
    (rows) => sessionWindows(rows, spanUs),
    (rows) => sessionWindows(rows, 4 * spanUs),
  ],
])('%s', (_, plan, first, second) => {
  const ruleset = rulesetOf(rule(plan))

  test('the second counts what the first finds', () => {
    fc.assert(
      fc.property(timelines(kinds), (events) => {
        const expected = second(rowsOf(first(events))).map(countsOf)
        expect(sorted(valuesOf(run(ruleset, plainly(events))))).toEqual(sorted(expected))
      }),
    )
  })

  test('batches, order within the lateness and restarts change nothing', () => {
    fc.assert(
      fc.property(
        timelines(kinds).chain((events) => fc.tuple(fc.constant(events), somehow(events))),
        ([events, arrival]) => {
          expect(run(ruleset, arrival)).toEqual(run(ruleset, plainly(events)))
        },
      ),
    )
  })
})

test('what ended together is counted by a part of its key', () => {
  const first: StatsPlan = {
    ...twice(tumbling, { kind: 'instant' }),
    by: [...byUser, byKind as never],
    having: ([n]) => (n as number) > 0,
    next: [
      {
        ...ofCounts({ kind: 'instant' }),
        aggregates: [{ name: 'kinds', kind: 'values', value: ([, , kind]) => kind! }],
        having: ([values]) => (values as readonly string[]).length === 2,
      },
    ],
  }
  fc.assert(
    fc.property(timelines(kinds), (events) => {
      const expected = tumblingWindows(events, spanUs).filter(
        ({ rows }) => new Set(rows.map(({ kind }) => kind)).size === 2,
      )
      expect(raised(run(rulesetOf(rule(first)), plainly(events)))).toHaveLength(expected.length)
    }),
  )
})

/** Twice as many as in the window before; or none any more. */
const changed = (window: Window, silence = false): StatsPlan => ({
  ...twice(window, window),
  next: [],
  readsPast: true,
  having: ([n, , before]) => before !== null && ((n as number) >= 2 * (before as number) || (silence && n === 0)),
})

describe('the window before', () => {
  test('tumbling: it is the one right before, if that held anything', () => {
    fc.assert(
      fc.property(timelines(kinds), (events) => {
        const windows = tumblingWindows(events, spanUs)
        const before = ({ user, us }: Judged): number =>
          windows.find((other) => other.user === user && other.us === us - spanUs)?.rows.length ?? 0
        const last = Math.max(...events.filter(({ user }) => user !== null).map(({ us }) => us))
        const risen = windows.filter((one) => before(one) > 0 && one.rows.length >= 2 * before(one))
        const silent = windows.filter(
          ({ user, us }) =>
            us + spanUs <= last && !windows.some((other) => other.user === user && other.us === us + spanUs),
        )
        const found = run(rulesetOf(rule(changed(tumbling, true))), plainly(events.filter(({ user }) => user !== null)))
        expect(found).toHaveLength(risen.length + silent.length)
      }),
    )
  })

  test('a session: it is the session before, however long ago', () => {
    fc.assert(
      fc.property(timelines(kinds), (events) => {
        const windows = sessionWindows(events, spanUs)
        const risen = windows.filter(({ user, us, rows }) => {
          const before = windows.findLast((other) => other.user === user && other.us < us)
          return before && rows.length >= 2 * before.rows.length
        })
        expect(run(rulesetOf(rule(changed(session))), plainly(events))).toHaveLength(risen.length)
      }),
    )
  })

  test.each([
    ['tumbling', tumbling],
    ['a session', session],
  ] as const)('%s: batches, order within the lateness and restarts change nothing', (_, window) => {
    const ruleset = rulesetOf(rule(changed(window, true)))
    const ofUsers = timelines(kinds).map((events) => events.filter(({ user }) => user !== null))
    fc.assert(
      fc.property(
        ofUsers.chain((events) => fc.tuple(fc.constant(events), somehow(events))),
        ([events, arrival]) => {
          expect(run(ruleset, arrival)).toEqual(run(ruleset, plainly(events)))
        },
      ),
    )
  })
})

const firstSeen = (by: FirstSeenPlan['by']): FirstSeenPlan => ({
  kind: 'first_seen',
  ...isAny,
  values: [{ name: 'x', read: readX, optional: false }],
  by,
  spanUs: 4 * spanUs,
})

/** The events whose value did not come within the span before. */
const newOf = (events: readonly Tiny[], hasPast: (before: readonly Tiny[], event: Tiny) => boolean): string[] =>
  events.flatMap((event, i) => {
    const before = events.slice(0, i).filter(({ us }) => us > event.us - 4 * spanUs)
    const isNew = event.x !== null && !before.some(({ x }) => x === event.x) && hasPast(before, event)
    return isNew ? [`e${event.sequence}`] : []
  })

describe('what is seen first', () => {
  const completing = (changes: ReturnType<typeof run>): unknown[] =>
    changes.flatMap((change) => (change.kind === 'raised' ? [change.incident.us] : []))

  test('without keys every value is new that did not come within the span', () => {
    fc.assert(
      fc.property(timelines(kinds), (events) => {
        expect(run(rulesetOf(rule(firstSeen([]))), plainly(events))).toHaveLength(newOf(events, () => true).length)
      }),
    )
  })

  test('with keys it is new to a key that has a past', () => {
    fc.assert(
      fc.property(timelines(kinds), (events) => {
        const keyed = events.filter(({ user, x }) => user !== null && x !== null)
        const expected = ['u', 'v'].flatMap((wanted) =>
          newOf(
            keyed.filter(({ user }) => user === wanted),
            (before) => before.length > 0,
          ),
        )
        expect(completing(run(rulesetOf(rule(firstSeen(byUser))), plainly(events)))).toHaveLength(expected.length)
      }),
    )
  })

  test('batches, order within the lateness and restarts change nothing', () => {
    const ruleset = rulesetOf(rule(firstSeen(byUser)))
    fc.assert(
      fc.property(
        timelines(kinds).chain((events) => fc.tuple(fc.constant(events), somehow(events))),
        ([events, arrival]) => {
          expect(run(ruleset, arrival)).toEqual(run(ruleset, plainly(events)))
        },
      ),
    )
  })
})
