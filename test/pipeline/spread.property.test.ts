// The law of scaling out: spread over any number of partitions, in any batches, the same rules raise the same incidents.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KeyPart, Rule, Ruleset } from '../../src/compiler/plan.ts'
import { partitionOf } from '../../src/engine/placement.ts'
import { Router } from '../../src/engine/router.ts'
import { anyCategory } from '../../src/event/category.ts'
import { exclusive, type Position } from '../../src/event/position.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { readJournal, writeJournal } from '../../src/pipeline/journal.ts'
import { somehow, timelines } from '../engine/arrivals.ts'
import {
  type Arrival,
  batchOf,
  byUser,
  counting,
  isKind,
  layout,
  readX,
  rule,
  rulesetOf,
  run,
  source,
  step,
} from '../engine/build.ts'

const second = 1_000_000
const named = (id: string, made: Rule): Rule => ({ ...made, metadata: { ...made.metadata, id } })
const byX: KeyPart = { name: 'x', read: readX, optional: false }
const byKind: KeyPart = { name: 'kind', read: (batch, row) => batch.get(row, layout.slot('kind')), optional: true }
const within = (spanUs: number) => ({ kind: 'sliding', spanUs }) as const
const atLeast =
  (least: number) =>
  ([n]: readonly unknown[]) =>
    (n as number) >= least

const ruleset: Ruleset = rulesetOf(
  named('an_event', rule({ kind: 'event', categories: anyCategory, test: isKind('A') })),
  named(
    'an_event_suppressed_by_user',
    rule(
      { kind: 'event', categories: anyCategory, test: isKind('B') },
      { suppress: { spanUs: 3 * second, by: ['user'] } },
    ),
  ),
  named(
    'an_event_suppressed_alone',
    rule({ kind: 'event', categories: anyCategory, test: isKind('C') }, { suppress: { spanUs: 3 * second, by: [] } }),
  ),
  named('many_of_a_user', rule(counting({ window: within(5 * second), having: atLeast(3) }))),
  named('many_of_anybody', rule(counting({ by: [], window: within(2 * second), having: atLeast(4) }))),
  named(
    'many_of_user_and_x_told_by_user',
    rule(counting({ by: [...byUser, byX], window: within(9 * second), having: atLeast(2) }), {
      suppress: { spanUs: 4 * second, by: ['user'] },
    }),
  ),
  named(
    'many_of_user_and_kind_told_by_both',
    rule(counting({ by: [...byUser, byKind], window: within(9 * second), having: atLeast(2) }), {
      suppress: { spanUs: 4 * second, by: ['kind', 'user'] },
    }),
  ),
  named(
    'many_told_by_their_number',
    rule(counting({ window: within(9 * second), having: atLeast(2) }), { suppress: { spanUs: 9 * second, by: ['n'] } }),
  ),
  named('in_one_window', rule(counting({ window: { kind: 'tumbling', spanUs: 5 * second }, having: atLeast(2) }))),
  named(
    'one_then_none',
    rule({ kind: 'sequence', steps: [step('A'), step('B', { absent: true })], until: null, maxspanUs: 4 * second }),
  ),
  named(
    'under_another_name_at_each_step',
    rule({
      kind: 'sequence',
      steps: [step('A'), step('B', { by: [{ ...byX, name: 'user' }] }), step('C', { absent: true })],
      until: step('D'),
      maxspanUs: 8 * second,
    }),
  ),
)

/** Each partition by itself, over what the router sends it, as it would come through a queue. */
function spread(partitions: number, { batches, latenessUs }: Arrival): IncidentChange[] {
  const router = new Router(ruleset, partitions)
  const evaluators = Array.from(
    { length: partitions },
    (_, partition) => new Evaluator(ruleset, [source], { share: { partition, partitions } }),
  )
  const changes: IncidentChange[] = []
  let newest = Number.NEGATIVE_INFINITY
  for (const [i, events] of batches.entries()) {
    newest = Math.max(newest, ...events.map(({ us }) => us))
    const progress: Position = { us: newest - latenessUs, nanos: 0, sequence: exclusive }
    const batch = batchOf(events)
    for (const [partition, rows] of router.route(batch).entries()) {
      const sent = readJournal(writeJournal('s', progress, batch, rows), layout)
      changes.push(
        ...evaluators[partition]!.evaluate({ source: 's', n: i + 1, batch: sent.batch, progress, resume: null })
          .changes,
      )
    }
  }
  return [...changes, ...evaluators.flatMap((evaluator) => evaluator.end('fire'))]
}

const told = (changes: readonly IncidentChange[]): string[] =>
  changes
    .map((change) =>
      change.kind === 'raised' ? JSON.stringify(change.incident) : `${change.id} ${change.us} ${change.count}`,
    )
    .sort()

test('any number of partitions raises what one does', () => {
  const arrivals = timelines(['A', 'B', 'C', 'D']).chain(somehow)
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 20 }), (arrival, partitions) => {
      expect(told(spread(partitions, arrival))).toEqual(told(run(ruleset, arrival)))
    }),
    { numRuns: 300 },
  )
})

test('keys are spread evenly, and always to the same place', () => {
  const counts = new Array<number>(16).fill(0)
  for (let n = 0; n < 16_000; n++) counts[partitionOf(`s203.0.${n >> 8}.${n & 255}`, 16)]!++
  expect(Math.min(...counts)).toBeGreaterThan(700)
  expect(Math.max(...counts)).toBeLessThan(1300)
  expect(
    ['', 's203.0.113.9', 'sané', 'rule many_of_anybody'].map((text) => partitionOf(text, 16)),
  ).toMatchInlineSnapshot(`
    [
      5,
      7,
      4,
      11,
    ]
  `)
})
