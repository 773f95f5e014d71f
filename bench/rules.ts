// What more rules cost an event: rules that need a value of a field, found by it, and the same rules all asked.
import { compileRules } from '../src/compiler/compile.ts'
import type { EventPlan, Ruleset } from '../src/compiler/plan.ts'
import { Batch } from '../src/event/batch.ts'
import { categoryBit } from '../src/event/category.ts'
import { exclusive } from '../src/event/position.ts'
import { Evaluator } from '../src/pipeline/evaluator.ts'
import { createRandom } from './random.ts'
import { median, type Row } from './table.ts'

const events = 20_000
const runs = 5

export async function rulesBench(): Promise<readonly Row[]> {
  return [50, 500, 1000].map((count) => {
    const ruleset = rulesetOf(count)
    const batch = batchOf(ruleset, count)
    const found = median(Array.from({ length: runs }, () => nanosecondsOf(ruleset, batch)))
    const asked = median(Array.from({ length: runs }, () => nanosecondsOf(withoutNeeds(ruleset), batch)))
    return { rules: count, 'found by value, ns an event': found, 'all asked, ns an event': asked, times: asked / found }
  })
}

/** A path or an action each, as in rules of one application; one in twenty needs nothing that could be looked up. */
function rulesetOf(count: number): Ruleset {
  const files = Array.from({ length: count }, (_, i) => ({
    path: `rule_of_the_bench_${i}.trip`,
    text: `rule rule_of_the_bench_${i} {\n  title "Rule"\n  level low\n  detect ${detectOf(i)}\n}\n`,
  }))
  return compileRules(files).ruleset
}

function detectOf(i: number): string {
  if (i % 20 === 0) return `request where url.path : "*/secret${i}/*" and http.response.status_code == 500`
  if (i % 3 === 0)
    return `request where url.path == "/path/${i}" | stats n = count() by source.ip over 60s | where n >= 100000`
  return `request where url.path == "/path/${i}" and http.response.status_code >= 500`
}

function batchOf({ layout }: Ruleset, count: number): Batch {
  const random = createRandom(7)
  const batch = new Batch(layout, events)
  for (let n = 0; n < events; n++) {
    batch.add(categoryBit('request'), n, 0, n, { id: () => String(n), document: () => ({}) })
    batch.set(n, layout.slot('url.path'), `/path/${Math.floor(random() * count * 2)}`)
    batch.set(n, layout.slot('http.response.status_code'), 200)
    batch.set(n, layout.slot('source.ip'), `192.0.2.${n % 250}`)
  }
  return batch
}

function nanosecondsOf(ruleset: Ruleset, batch: Batch): number {
  const evaluator = new Evaluator(ruleset, [{ id: 'bench', categories: categoryBit('request'), latenessUs: 0 }])
  const progress = { us: events, nanos: 0, sequence: exclusive }
  const startedAt = performance.now()
  evaluator.evaluate({ source: 'bench', n: 1, batch, progress, resume: null })
  return ((performance.now() - startedAt) / events) * 1e6
}

const withoutNeeds = (ruleset: Ruleset): Ruleset => ({
  ...ruleset,
  rules: ruleset.rules.map((rule) => {
    const { needs: _, ...detect } = rule.detect as EventPlan
    return { ...rule, detect }
  }),
})
