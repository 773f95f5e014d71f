// How many keys → how long it takes to write down all that is known of them, how long the engine stops for it at most, and
// how long it takes to go on from there.
import { compileRules } from '../../src/compiler/compile.ts'
import { defaultBounds } from '../../src/engine/bounds.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'

const rowsInBatch = 1000

export interface Told {
  readonly ms: number
  readonly longestStopMs: number
  readonly mb: number
  readonly restoreMs: number
}

const [keys, window] = [Number(process.argv[2]), process.argv[3]!]
const text = `rule snapshot_of_the_bench {
  title "Never fires"
  level low
  detect auth | stats n = count() by user.name over ${window} | where n > 1000000000
}
`
const { ruleset } = compileRules([{ path: 'snapshot_of_the_bench.trip', text }])
const { layout } = ruleset
const source = { id: 'bench', categories: categoryBit('auth'), latenessUs: 0 }
const bounds = { ...defaultBounds, keys: keys * 2, events: keys * 2 }

function fill(evaluator: Evaluator): void {
  for (let start = 0, n = 1; start < keys; start += rowsInBatch, n++) {
    const batch = new Batch(layout, rowsInBatch)
    for (let at = start; at < start + rowsInBatch; at++) {
      const row = batch.add(source.categories, at, 0, at, {
        id: () => `e${at}`,
        document: () => ({ 'event.id': `e${at}` }),
      })
      batch.set(row, layout.slot('user.name'), `user${at}`)
    }
    const progress = { us: start + rowsInBatch, nanos: 0, sequence: 0 }
    evaluator.evaluate({ source: source.id, n, batch, progress, resume: null })
  }
}

function timed<Result>(work: () => Result): { readonly result: Result; readonly ms: number } {
  const startedAt = performance.now()
  const result = work()
  return { result, ms: performance.now() - startedAt }
}

const evaluator = new Evaluator(ruleset, [source], { bounds })
fill(evaluator)
const saved = timed(() => evaluator.save())
const restored = timed(() => new Evaluator(ruleset, [source], { bounds }).load(saved.result))
const told: Told = { ms: saved.ms, longestStopMs: saved.ms, mb: saved.result.length / 1e6, restoreMs: restored.ms }
console.log(JSON.stringify(told))
