// How many keys, over which window → a state that has as many, and what it takes to go on from one that was saved.
import { compileRules } from '../../src/compiler/compile.ts'
import { defaultBounds } from '../../src/engine/bounds.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'

const rowsInBatch = 1000

export class States {
  readonly #keys: number
  readonly #window: string
  #batches = 0

  constructor(keys: number, window: string) {
    this.#keys = keys
    this.#window = window
  }

  /** Knows nothing yet. */
  empty(): Evaluator {
    const [bytes, totalBytes] = [Infinity, Infinity]
    return new Evaluator(this.#ruleset(), [source], {
      bounds: { ...defaultBounds, keys: this.#keys * 2, events: this.#keys * 2, bytes },
      totalBytes,
    })
  }

  /** Knows all the keys. */
  full(): Evaluator {
    const evaluator = this.empty()
    while (this.#batches * rowsInBatch < this.#keys) this.goOn(evaluator)
    return evaluator
  }

  /** A batch of one event for each of so many keys. */
  goOn(evaluator: Evaluator): void {
    const { layout } = evaluator.ruleset
    const first = this.#batches++ * rowsInBatch
    const batch = new Batch(layout, rowsInBatch)
    for (let at = first; at < first + rowsInBatch; at++) {
      const row = batch.add(source.categories, at, 0, at, {
        id: () => `e${at}`,
        document: () => ({ 'event.id': `e${at}` }),
      })
      batch.set(row, layout.slot('user.name'), `user${at % this.#keys}`)
    }
    const progress = { us: first + rowsInBatch, nanos: 0, sequence: 0 }
    evaluator.evaluate({ source: source.id, n: this.#batches, batch, progress, resume: null })
  }

  #ruleset(): Evaluator['ruleset'] {
    const text = `rule snapshot_of_the_bench {
  title "Never fires"
  level low
  detect auth | stats n = count() by user.name over ${this.#window} | where n > 1000000000
}
`
    return compileRules([{ path: 'snapshot_of_the_bench.trip', text }]).ruleset
  }
}

const source = { id: 'bench', categories: categoryBit('auth'), latenessUs: 0 }
