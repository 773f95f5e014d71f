// Rules and events written by hand, and the engine run over them: what the engine's tests share.
import type { Detect, KeyPart, Rule, Ruleset, StatsPlan, Step } from '../../src/compiler/plan.ts'
import { capRuleId } from '../../src/engine/caps.ts'
import type { RuleCounters } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory, categoryBit, isCategory } from '../../src/event/category.ts'
import { createLayout } from '../../src/event/layout.ts'
import { exclusive } from '../../src/event/position.ts'
import type { Delivery } from '../../src/event/source.ts'
import type { Value } from '../../src/event/value.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { recorded } from '../../src/pipeline/journal.ts'

export const layout = createLayout(['kind', 'user', 'x'])

/** An event of the tests: a kind (which step it fits), a user (the key) and a number. */
export interface Tiny {
  readonly us: number
  readonly nanos?: number
  readonly sequence: number
  /** `e` and the sequence where not given. */
  readonly id?: string
  readonly kind: string
  readonly user: Value
  readonly x: Value
}

const column = (field: string) => (batch: Batch, row: number) => batch.get(row, layout.slot(field))

export const readX = column('x')

export const byUser: readonly KeyPart[] = [{ name: 'user', read: column('user'), optional: false }]

export const isKind = (kind: string) => (batch: Batch, row: number) => batch.get(row, layout.slot('kind')) === kind

export const step = (kind: string, more: Partial<Step> = {}): Step => ({
  name: kind,
  categories: anyCategory,
  test: isKind(kind),
  by: byUser,
  absent: false,
  runs: 1,
  withinUs: null,
  ...more,
})

/** Counts events by user. */
export const counting = (more: Pick<StatsPlan, 'window' | 'having'> & Partial<StatsPlan>): StatsPlan => ({
  kind: 'stats',
  categories: anyCategory,
  test: () => true,
  aggregates: [{ name: 'n', kind: 'count' }],
  by: byUser,
  keepWindow: false,
  ...more,
})

export const rule = (detect: Detect, more: Partial<Rule> = {}): Rule => ({
  metadata: {
    id: 'a_rule_of_the_tests',
    title: 'A rule',
    version: 'v1',
    ruleset: 'tests',
    path: 'tests/a.trip',
    level: 'high',
    risk: 73,
    status: 'test',
    about: '',
    advice: '',
    author: '',
    falsePositives: [],
    attack: [],
    cwe: [],
    wstg: [],
    references: [],
  },
  detect,
  message: [],
  suppress: null,
  respond: [],
  evidence: { keep: [], hash: [], drop: [] },
  tests: [],
  ...more,
})

export const rulesetOf = (...rules: readonly Rule[]): Ruleset => ({ rules, layout, hash: 'h' })

export const source = { id: 's', categories: anyCategory, latenessUs: 0 }

export function batchOf(events: readonly Tiny[]): Batch {
  const batch = new Batch(layout)
  for (const { us, nanos = 0, sequence, id = `e${sequence}`, kind, user, x } of events) {
    const origin = recorded(id, { 'event.id': id, kind, user, x })
    const row = batch.add(categoryBit(isCategory(kind) ? kind : 'log'), us, nanos, sequence, origin)
    batch.set(row, layout.slot('kind'), kind)
    batch.set(row, layout.slot('user'), user)
    batch.set(row, layout.slot('x'), x)
  }
  return batch
}

/** What rules found, without what is told of bounds that they came to. */
export const foundIn = (matches: readonly Match[]): readonly Match[] => matches.filter((match) => !tellsOfBound(match))

export const tellsOfBound = ({ rule }: Match): boolean => rule.metadata.id === capRuleId

/** How the same events may come: in these batches, this far out of order, with the state saved and restored before a batch. */
export interface Arrival {
  readonly batches: readonly (readonly Tiny[])[]
  readonly latenessUs: number
  readonly restartBefore?: number
}

/** The same as a source delivers it. */
export function deliveries({ batches, latenessUs }: Arrival): Delivery[] {
  let newest = Number.NEGATIVE_INFINITY
  return batches.map((events, i) => {
    newest = Math.max(newest, ...events.map(({ us }) => us))
    return {
      source: 's',
      n: i + 1,
      batch: batchOf(events),
      progress: { us: newest - latenessUs, nanos: 0, sequence: exclusive },
      resume: null,
    }
  })
}

/** Every change, in order. The clock runs on at the end. */
export const run = (ruleset: Ruleset, arrival: Arrival): IncidentChange[] => [...runToEnd(ruleset, arrival).changes]

/** The same as people get it: JSON writes -0 as 0. */
export const runAsWritten = (ruleset: Ruleset, arrival: Arrival): unknown =>
  JSON.parse(JSON.stringify(run(ruleset, arrival)))

interface Outcome {
  readonly changes: readonly IncidentChange[]
  readonly counters: readonly RuleCounters[]
}

export function runToEnd(ruleset: Ruleset, arrival: Arrival): Outcome {
  let evaluator = new Evaluator(ruleset, [source])
  const changes: IncidentChange[] = []
  for (const [i, delivery] of deliveries(arrival).entries()) {
    if (i === arrival.restartBefore) evaluator = restarted(ruleset, evaluator)
    changes.push(...evaluator.evaluate(delivery).changes)
  }
  changes.push(...evaluator.end('fire'))
  return { changes, counters: evaluator.ruleCounters() }
}

function restarted(ruleset: Ruleset, before: Evaluator): Evaluator {
  const after = new Evaluator(ruleset, [source])
  after.load(before.save())
  return after
}

/** What was raised, as `completing event: values`, in order. */
export const raised = (changes: readonly IncidentChange[]): string[] =>
  changes.map((change) => (change.kind === 'raised' ? change.incident.id : `counted ${change.id}`))
