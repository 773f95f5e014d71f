// Rules as people write them over the small events of the engine's tests, in one process or over many.
import { expect } from 'vitest'
import { compileRules } from '../../src/compiler/compile.ts'
import type { Ruleset } from '../../src/compiler/plan.ts'
import { isWarning } from '../../src/diagnostic/codes.ts'
import { Router } from '../../src/engine/router.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory, type Category, categoryBit } from '../../src/event/category.ts'
import { exclusive } from '../../src/event/position.ts'
import type { Delivery } from '../../src/event/source.ts'
import { formatTime } from '../../src/event/time.ts'
import type { EventDocument } from '../../src/event/value.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { readJournal, recorded, writeJournal } from '../../src/pipeline/journal.ts'
import type { Arrival, Tiny } from '../engine/build.ts'
import { SavedMeanwhile } from './saved-meanwhile.ts'

/** Sources may bring incidents of others too. */
export const source = { id: 's', categories: anyCategory, latenessUs: 0 }

/** By id, the rule's query and whatever else it says. */
export function rulesetOf(rules: Readonly<Record<string, string>>): Ruleset {
  const files = Object.entries(rules).map(([id, text]) => ({
    path: `tests/${id}.trip`,
    text: `rule ${id} {\n  title "${id}"\n  level high\n  detect ${text}\n}\n`,
  }))
  const { ruleset, problems } = compileRules(files)
  const errors = problems.flatMap(({ path, diagnostics }) =>
    diagnostics.filter(({ code }) => !isWarning(code)).map(({ code, message }) => `${path} ${code} ${message}`),
  )
  if (errors.length > 0) throw new Error(errors.join('\n'))
  return ruleset
}

/** What a small event of the engine's tests is taken for. */
export type Meaning = (event: Tiny) => { readonly category: Category; readonly fields: EventDocument }

/** A login of a user that says of which kind it is. */
export const login: Meaning = ({ kind, user }) => ({
  category: 'auth',
  fields: { 'event.action': kind, ...(user === null ? {} : { 'user.name': user }) },
})

export function batchOf(events: readonly Tiny[], { layout }: Ruleset, meaning: Meaning): Batch {
  const batch = new Batch(layout)
  for (const event of events) {
    const { us, nanos = 0, sequence } = event
    const { category, fields } = meaning(event)
    const id = `e${sequence}`
    const document: EventDocument = { '@timestamp': formatTime(us, nanos), 'event.id': id, ...fields }
    const row = batch.add(categoryBit(category), us, nanos, sequence, recorded(id, document))
    for (const [slot, field] of layout.fields.entries()) batch.set(row, slot, document[field] ?? null)
  }
  return batch
}

export function deliveries({ batches, latenessUs }: Arrival, ruleset: Ruleset, meaning: Meaning = login): Delivery[] {
  let newest = Number.NEGATIVE_INFINITY
  return batches.map((events, i) => {
    newest = Math.max(newest, ...events.map(({ us }) => us))
    const progress = { us: newest - latenessUs, nanos: 0, sequence: exclusive }
    return { source: 's', n: i + 1, batch: batchOf(events, ruleset, meaning), progress, resume: null }
  })
}

/** What one process finds, restarted on the way where the arrival says so. The clock runs on at the end. */
export function run(ruleset: Ruleset, arrival: Arrival, meaning: Meaning = login): readonly IncidentChange[] {
  let evaluator = new Evaluator(ruleset, [source])
  const changes = deliveries(arrival, ruleset, meaning).flatMap((delivery, i) => {
    if (i === arrival.restartBefore) {
      const state = evaluator.save()
      evaluator = new Evaluator(ruleset, [source])
      evaluator.load(state)
    }
    return evaluator.evaluate(delivery).changes
  })
  return [...changes, ...evaluator.end('fire')]
}

/** What so many of them find, each with its share, over what the router sends it. */
export function spread(
  ruleset: Ruleset,
  partitions: number,
  arrival: Arrival,
  meaning: Meaning = login,
): readonly IncidentChange[] {
  const router = new Router(ruleset, partitions)
  const evaluators = Array.from(
    { length: partitions },
    (_, partition) => new Evaluator(ruleset, [source], { share: { partition, partitions } }),
  )
  const changes = deliveries(arrival, ruleset, meaning).flatMap(({ batch, progress, ...delivery }) =>
    router.route(batch).flatMap((rows, partition) => {
      const sent = readJournal(writeJournal('s', progress, batch, rows), ruleset.layout)
      return evaluators[partition]!.evaluate({ ...delivery, progress, batch: sent.batch }).changes
    }),
  )
  return [...changes, ...evaluators.flatMap((evaluator) => evaluator.end('fire'))]
}

/** What is found late by one batch may come after what another rule finds early. */
export const told = (changes: readonly IncidentChange[]): string[] =>
  changes.map((change) => JSON.stringify(change)).sort()

/** Brought back before a delivery from a snapshot before another, and the rows behind it, one goes on as if nothing had happened. */
export function expectRecovery(
  ruleset: Ruleset,
  arrival: Arrival,
  { snapshotAt, crashAt }: { readonly snapshotAt: number; readonly crashAt: number },
  meaning: Meaning = login,
): void {
  const whole = new Evaluator(ruleset, [source])
  let evaluator = new Evaluator(ruleset, [source])
  let snapshot: SavedMeanwhile | null = null
  let journal: string[] = []
  for (const [i, delivery] of deliveries(arrival, ruleset, meaning).entries()) {
    if (i === snapshotAt) [snapshot, journal] = [new SavedMeanwhile(evaluator), []]
    if (i === crashAt) {
      evaluator = new Evaluator(ruleset, [source])
      if (snapshot !== null) evaluator.load(snapshot.pieces())
      for (const entry of journal) evaluator.replay(entry)
    }
    const expected = whole.evaluate(delivery).changes
    const evaluation = evaluator.evaluate(delivery)
    journal.push(evaluation.journal())
    snapshot?.goOn()
    expect(evaluation.changes).toEqual(expected)
  }
  expect(evaluator.end('fire')).toEqual(whole.end('fire'))
}
