// The law of scaling out: spread over any number of partitions, in any batches, the same rules raise the same incidents.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partitionOf } from '../../src/engine/placement.ts'
import { Router } from '../../src/engine/router.ts'
import { exclusive, type Position } from '../../src/event/position.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { readJournal, writeJournal } from '../../src/pipeline/journal.ts'
import { somehow, timelines } from '../engine/arrivals.ts'
import { type Arrival, batchOf, layout, run, source } from '../engine/build.ts'
import { rulesOfAllKinds as ruleset } from '../engine/kinds.ts'

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
  changes.map((change) => (change.kind === 'raised' ? JSON.stringify(change.incident) : JSON.stringify(change))).sort()

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
