// Incidents that other rules ask for: the same however the events come, wherever the rules' state lies, whoever dies.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ruleset } from '../../src/compiler/plan.ts'
import { Router } from '../../src/engine/router.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { readJournal, writeJournal } from '../../src/pipeline/journal.ts'
import { plainly, somehow, timelines } from '../engine/arrivals.ts'
import type { Arrival } from '../engine/build.ts'
import { chained, chainedAlone, chainedTogether, deliveries, source } from './chains.ts'

const rulesets: Readonly<Record<string, Ruleset>> = { chained, chainedAlone, chainedTogether }

const events = timelines(['A', 'B', 'C'])
const arrivals = events.chain((timeline) => fc.tuple(fc.constant(timeline), somehow(timeline)))

/** What is found late by one batch may come after what another rule finds early. */
const told = (changes: readonly IncidentChange[]): string[] => changes.map((change) => JSON.stringify(change)).sort()

const idsOf = (changes: readonly IncidentChange[]): string[] =>
  changes.flatMap((change) => (change.kind === 'raised' ? [change.incident.ruleId] : []))

function run(ruleset: Ruleset, arrival: Arrival): readonly IncidentChange[] {
  let evaluator = new Evaluator(ruleset, [source])
  const changes = deliveries(arrival, ruleset).flatMap((delivery, i) => {
    if (i === arrival.restartBefore) {
      const state = evaluator.save()
      evaluator = new Evaluator(ruleset, [source])
      evaluator.load(state)
    }
    return evaluator.evaluate(delivery).changes
  })
  return [...changes, ...evaluator.end('fire')]
}

describe.each(Object.keys(rulesets))('%s', (name) => {
  const ruleset = rulesets[name]!

  test('batches, order within the lateness and restarts change nothing', () => {
    fc.assert(
      fc.property(arrivals, ([timeline, arrival]) => {
        expect(told(run(ruleset, arrival))).toEqual(told(run(ruleset, plainly(timeline))))
      }),
      { numRuns: 200 },
    )
  })

  test('any number of partitions raises what one does', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 8 }), ([, arrival], partitions) => {
        const router = new Router(ruleset, partitions)
        const evaluators = Array.from(
          { length: partitions },
          (_, partition) => new Evaluator(ruleset, [source], { share: { partition, partitions } }),
        )
        const changes = deliveries(arrival, ruleset).flatMap(({ batch, progress, ...delivery }) =>
          router.route(batch).flatMap((rows, partition) => {
            const sent = readJournal(writeJournal('s', progress, batch, rows), ruleset.layout)
            return evaluators[partition]!.evaluate({ ...delivery, progress, batch: sent.batch }).changes
          }),
        )
        const all = [...changes, ...evaluators.flatMap((evaluator) => evaluator.end('fire'))]
        expect(told(all)).toEqual(told(run(ruleset, { ...arrival, restartBefore: -1 })))
      }),
      { numRuns: 100 },
    )
  })

  test('recovered from a snapshot and the rows behind it, it goes on as if nothing had happened', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(6), fc.nat(6), ([, arrival], snapshotAt, crashAt) => {
        const whole = new Evaluator(ruleset, [source])
        let evaluator = new Evaluator(ruleset, [source])
        let snapshot: string | null = null
        let journal: string[] = []
        for (const [i, delivery] of deliveries(arrival, ruleset).entries()) {
          if (i === snapshotAt) [snapshot, journal] = [evaluator.save(), []]
          if (i === crashAt) {
            evaluator = new Evaluator(ruleset, [source])
            if (snapshot !== null) evaluator.load(snapshot)
            for (const entry of journal) evaluator.replay(entry)
          }
          const expected = whole.evaluate(delivery).changes
          const evaluation = evaluator.evaluate(delivery)
          journal.push(evaluation.journal())
          expect(evaluation.changes).toEqual(expected)
        }
        expect(evaluator.end('fire')).toEqual(whole.end('fire'))
      }),
      { numRuns: 100 },
    )
  })
})

test('every rule of the chain raises something in some timeline', () => {
  const seen = new Set<string>()
  for (const timeline of fc.sample(events, { numRuns: 300, seed: 7 })) {
    for (const id of idsOf(run(chained, plainly(timeline)))) seen.add(id)
  }
  expect([...seen].sort()).toEqual(chained.rules.map(({ metadata }) => metadata.id).sort())
})

test('what is counted are the incidents that were raised, each at its time', () => {
  fc.assert(
    fc.property(events, (timeline) => {
      const changes = run(chained, plainly(timeline))
      const raised = changes.flatMap((change) => (change.kind === 'raised' ? [change.incident] : []))
      const actions = raised.filter(({ ruleId }) => ruleId === 'every_action_of_kind_a')
      const windows = new Map<unknown, number[]>()
      const expected: string[] = []
      for (const { us, document } of actions.toSorted((a, b) => a.us - b.us)) {
        const { name } = (document['user'] ?? {}) as { readonly name?: string }
        if (name === undefined) continue
        const window = [...(windows.get(name) ?? []).filter((at) => at > us - 5_000_000), us]
        if (window.length >= 2) expected.push(`${name} ${us}`)
        windows.set(name, window.length >= 2 ? [] : window)
      }
      const found = raised
        .filter(({ ruleId }) => ruleId === 'several_actions_of_kind_a')
        .map(({ us, document }) => `${(document['user'] as { readonly name: string }).name} ${us}`)
      expect(found.sort()).toEqual(expected.sort())
    }),
  )
})
