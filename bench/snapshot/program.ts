// How many keys → how long it takes to write down all that is known of them, how long the engine stops for it at most, and
// how long it takes to go on from there.
import { compileRules } from '../../src/compiler/compile.ts'
import { defaultBounds } from '../../src/engine/bounds.ts'
import type { StateWriter } from '../../src/engine/snapshot/write-state.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'

const rowsInBatch = 1000

export interface Told {
  /** From its beginning to its end, while a thousand events are evaluated between one turn of it and the next. */
  readonly ms: number
  /** Of that, the snapshot's own. */
  readonly stoppedMs: number
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

/** As long as the pipeline lets it go on before others have their turn. */
const turnMs = 20

/** A batch of one event for each of so many keys; the first one knows them all. */
function take(evaluator: Evaluator, n: number): void {
  const batch = new Batch(layout, rowsInBatch)
  for (let at = n * rowsInBatch; at < (n + 1) * rowsInBatch; at++) {
    const row = batch.add(source.categories, at, 0, at, {
      id: () => `e${at}`,
      document: () => ({ 'event.id': `e${at}` }),
    })
    batch.set(row, layout.slot('user.name'), `user${at % keys}`)
  }
  const progress = { us: (n + 1) * rowsInBatch, nanos: 0, sequence: 0 }
  evaluator.evaluate({ source: source.id, n: n + 1, batch, progress, resume: null })
}

const evaluator = new Evaluator(ruleset, [source], { bounds })
let batches = 0
const goOn = (): void => take(evaluator, batches++)
while (batches * rowsInBatch < keys) goOn()

/** Of the engine, one for each turn of the snapshot. */
const stops: number[] = []
const pieces: Uint8Array[] = []

function stopped<Result>(work: () => Result): Result {
  const startedAt = performance.now()
  const result = work()
  stops.push(performance.now() - startedAt)
  return result
}

function write(state: StateWriter): void {
  const startedAt = performance.now()
  while (!state.isDone && performance.now() - startedAt < turnMs) {
    const piece = state.next(() => performance.now() - startedAt >= turnMs)
    if (piece) pieces.push(piece)
  }
}

const startedAt = performance.now()
const state = stopped(() => evaluator.beginSaving())
while (!state.isDone) {
  stopped(() => write(state))
  goOn()
}
const ms = performance.now() - startedAt

const restoredAt = performance.now()
new Evaluator(ruleset, [source], { bounds }).load(pieces)
const told: Told = {
  ms,
  stoppedMs: stops.reduce((sum, stop) => sum + stop, 0),
  longestStopMs: Math.max(...stops),
  mb: pieces.reduce((sum, { length }) => sum + length, 0) / 1e6,
  restoreMs: performance.now() - restoredAt,
}
console.log(JSON.stringify(told))
