// A window gives what a recount from scratch would, for every aggregate and kind of window, however the events come.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StatsPlan, Window } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import { motley, plainly, somehow } from '../engine/arrivals.ts'
import { byUser, isKind, rule, rulesetOf, run, runAsWritten, type Tiny } from '../engine/build.ts'
import {
  connectionsOnTheWay,
  connectionWindows,
  emptiedWindows,
  type Fires,
  type Judged,
  sessionsOnTheWay,
  sessionWindows,
  slidingWindows,
  tumblingWindows,
} from './windows/naive.ts'
import { sorted, valuesOf } from './windows/raised.ts'
import { aggregates, recount } from './windows/recount.ts'

const spanUs = 3_000_000

/** Fires at every judgement, so that every state of the window is seen. */
const plan = (window: Window, more: Partial<StatsPlan> = {}): StatsPlan => ({
  kind: 'stats',
  categories: anyCategory,
  test: (batch, row) => isKind('A')(batch, row) || isKind('B')(batch, row),
  aggregates,
  by: byUser,
  window,
  having: (values) => (values[0] as number) >= 0,
  keepWindow: false,
  ...more,
})

const opens = isKind('handshake')
const sliding = plan({ kind: 'sliding', spanUs }, { keepWindow: true })
/** An empty window that fires ends what is known of a key. */
const tumbling = plan({ kind: 'tumbling', spanUs }, { having: ([n]) => (n as number) > 0 })
const session = plan({ kind: 'session', gapUs: spanUs, keepJudging: false })
const connection = plan({ kind: 'connection', keepJudging: false, opens })

/** Whatever fires empties the window, or is judged again and again. */
const emptied: Partial<StatsPlan> = { having: ([n]) => (n as number) % 3 === 2 }
const fires: Fires = (rows) => rows.length % 3 === 2

const slidingEmptied = plan(sliding.window, emptied)
const sessionOnTheWay = plan({ kind: 'session', gapUs: spanUs, keepJudging: true }, emptied)
const connectionOnTheWay = plan({ kind: 'connection', keepJudging: true, opens }, emptied)

type Naive = (events: readonly Tiny[]) => readonly Judged[]

const kinds = ['A', 'B']
const lives = [...kinds, 'A', 'handshake', 'close', 'connection']

describe.each<readonly [string, StatsPlan, readonly string[], Naive]>([
  ['a sliding window', sliding, kinds, (events) => slidingWindows(events, spanUs)],
  ['a sliding window that was emptied', slidingEmptied, kinds, (events) => emptiedWindows(events, spanUs, fires)],
  ['a tumbling window', tumbling, kinds, (events) => tumblingWindows(events, spanUs)],
  ['a session', session, kinds, (events) => sessionWindows(events, spanUs)],
  ['a session judged on the way', sessionOnTheWay, kinds, (events) => sessionsOnTheWay(events, spanUs, fires)],
  ['a connection', connection, lives, connectionWindows],
  ['a connection judged on the way', connectionOnTheWay, lives, (events) => connectionsOnTheWay(events, fires)],
])('%s', (_, stats, of, naive) => {
  const ruleset = rulesetOf(rule(stats))

  test('holds what a recount finds', () => {
    fc.assert(
      fc.property(motley(of), (events) => {
        const expected = naive(events).map(({ rows, lastedUs }) => recount(rows, lastedUs))
        expect(sorted(valuesOf(run(ruleset, plainly(events))))).toEqual(sorted(expected))
      }),
      { numRuns: 200 },
    )
  })

  test('finds the same at the same times', () => {
    fc.assert(
      fc.property(motley(of), (events) => {
        const times = run(ruleset, plainly(events)).map((change) => change.kind === 'raised' && change.incident.us)
        expect(times.toSorted()).toEqual(
          naive(events)
            .map(({ us }) => us)
            .toSorted(),
        )
      }),
    )
  })
})

test('a connection that said nothing is not remembered where nothing asks for it', () => {
  const counting = plan(connection.window, {
    aggregates: [{ name: 'n', kind: 'count' }],
    having: ([n]) => (n as number) > 0,
  })
  fc.assert(
    fc.property(motley(lives), (events) => {
      const expected = connectionWindows(events).flatMap(({ rows }) => (rows.length > 0 ? [{ n: rows.length }] : []))
      expect(sorted(valuesOf(run(rulesetOf(rule(counting)), plainly(events))))).toEqual(sorted(expected))
    }),
  )
})

describe.each<readonly [string, StatsPlan]>([
  ['sliding, kept', sliding],
  ['sliding, emptied', slidingEmptied],
  ['tumbling', tumbling],
  ['a session', session],
  ['a session judged on the way', sessionOnTheWay],
  ['a connection', connection],
  ['a connection judged on the way', connectionOnTheWay],
  [
    'several windows of a connection',
    plan(connection.window, {
      by: [
        ...byUser,
        { name: 'kind', read: (batch, row) => batch.get(row, batch.layout.slot('kind')), optional: false },
      ],
    }),
  ],
])('%s', (_, stats) => {
  test('batches, order within the lateness and restarts change nothing', () => {
    const ruleset = rulesetOf(rule(stats))
    fc.assert(
      fc.property(
        motley(lives).chain((events) => fc.tuple(fc.constant(events), somehow(events))),
        ([events, arrival]) => {
          expect(runAsWritten(ruleset, arrival)).toEqual(runAsWritten(ruleset, plainly(events)))
        },
      ),
    )
  })
})
