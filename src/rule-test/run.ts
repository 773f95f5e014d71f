// A rule and one of its tests → passed or not, and why. Virtual time; the same evaluator as everywhere.
import type { Expectation, Rule, RuleTest, TestStep } from '../compiler/plan.ts'
import { Detecting } from '../detect/detecting.ts'
import { Batch } from '../event/batch.ts'
import { anyCategory, categoryBit, ecsCategory, isCategory } from '../event/category.ts'
import { flatten } from '../event/document.ts'
import type { Layout } from '../event/layout.ts'
import { end } from '../event/position.ts'
import { formatTime } from '../event/time.ts'
import type { EventDocument, Value } from '../event/value.ts'
import type { Incident } from '../incident/incident.ts'
import { show } from '../incident/lookup.ts'
import { Evaluator, type Stage } from '../pipeline/evaluator.ts'
import { rowsOf } from '../pipeline/incident-rows.ts'
import { recorded } from '../pipeline/journal.ts'
import { Decoding } from '../subprotocol/decoding.ts'

export interface TestResult {
  readonly rule: string
  readonly path: string
  readonly test: string
  /** A sentence for each expectation that did not hold; none where the test passed. */
  readonly failures: readonly string[]
}

/** Virtual time begins here: 2026-01-01T00:00:00Z. */
const epochUs = 1_767_225_600_000_000

export interface TestOptions {
  /** Rules whose incidents the rule may ask for: they see the events too. */
  readonly others?: readonly Rule[]
  /** What derives events from events; a new one for each test. */
  readonly stage?: () => Stage
  /** Shown the events once the rule has seen them, with those that were derived and the incidents of other rules. */
  readonly observe?: (events: Batch) => void
}

export function runTest(rule: Rule, test: RuleTest, layout: Layout, options: TestOptions = {}): TestResult {
  const { others = [], stage, observe = () => {} } = options
  const source = { id: 'test', categories: anyCategory, latenessUs: 0 }
  const evaluator = new Evaluator({ rules: [rule, ...others], layout, hash: '' }, [source], {
    ...(stage && { stage: stage() }),
  })
  const batch = play(test.steps, layout)
  const all = incidentsOf(evaluator, batch)
  const incidents = all.filter(({ ruleId }) => ruleId === rule.metadata.id)
  observe(batch)
  observe(
    rowsOf(
      all.filter(({ ruleId }) => ruleId !== rule.metadata.id),
      layout,
    ),
  )
  const failures = test.expectations.flatMap((expectation) => judge(expectation, incidents))
  return {
    rule: rule.metadata.id,
    path: rule.metadata.path,
    test: test.name,
    failures: [...failedCode(evaluator), ...failures],
  }
}

function incidentsOf(evaluator: Evaluator, batch: Batch): Incident[] {
  const first = evaluator.evaluate({ source: 'test', n: 1, batch, progress: end, resume: null }).changes
  return [...first, ...evaluator.end('fire')].flatMap((change) => (change.kind === 'raised' ? [change.incident] : []))
}

/** A rule whose own code failed has not passed, whatever came of it. */
const failedCode = (evaluator: Evaluator): string[] =>
  evaluator.ruleCounters().flatMap(({ errors, lastError }) => (errors > 0 ? [`the rule failed: ${lastError}`] : []))

/** The steps as one batch. A repeated event's clock stops at its last; `wait` moves it on. */
function play(steps: readonly TestStep[], layout: Layout): Batch {
  const batch = new Batch(layout)
  let us = epochUs
  for (const step of steps) {
    if (step.kind === 'wait') us += step.spanUs
    else {
      for (let n = 1; n <= step.repeat; n++) addEvent(batch, step.category, step.fields(n), us + (n - 1) * step.everyUs)
      us += (step.repeat - 1) * step.everyUs
    }
  }
  new Decoding().extend(batch)
  new Detecting().extend(batch)
  return batch
}

function addEvent(batch: Batch, category: string, fields: Readonly<Record<string, Value>>, us: number): void {
  const sequence = batch.length
  const id = `test:${sequence}`
  const document: EventDocument = {
    '@timestamp': formatTime(us),
    'event.id': id,
    'event.sequence': sequence,
    'event.category': (isCategory(category) && ecsCategory[category]) || [category],
    ...fields,
    // As every source gives it: the client is the source, where no proxy is known of.
    ...(fields['client.ip'] === undefined && fields['source.ip'] !== undefined
      ? { 'client.ip': fields['source.ip'] }
      : {}),
  }
  const row = batch.add(categoryBit(category), us, 0, sequence, recorded(id, document))
  for (const [slot, field] of batch.layout.fields.entries()) batch.set(row, slot, document[field] ?? null)
}

function judge({ incidents: wanted, fields }: Expectation, raised: readonly Incident[]): string[] {
  const names = Object.keys(fields)
  const fitting = raised.filter(({ document }) => {
    const flat = flatten(document)
    return names.every((name) => same(fieldValue(flat, name), fields[name]!))
  })
  if (fitting.length === wanted) return []
  const such = names.length === 0 ? '' : ` with ${names.map((name) => `${name} = ${show(fields[name]!)}`).join(', ')}`
  const found = raised.length === 0 ? 'none was raised' : `raised: ${raised.map(({ message }) => message).join('; ')}`
  return [
    `expected ${wanted === 0 ? 'no incident' : `${wanted} ${wanted === 1 ? 'incident' : 'incidents'}`}${such}, but ${fitting.length} fit (${found})`,
  ]
}

const fieldValue = (flat: EventDocument, name: string): Value =>
  flat[name] ?? flat[`tripline.incident.values.${name}`] ?? null

const same = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b)
