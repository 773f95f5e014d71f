// An aggregate and the length of its window → nanoseconds of CPU for each event, once the window is full.
import { compileRules } from '../../src/compiler/compile.ts'
import { Engine } from '../../src/engine/engine.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import { createRandom } from '../random.ts'
import { Stopwatch } from '../stopwatch.ts'

const keys = 10
const eventsPerSecond = 100
const measuredEvents = 100_000
const rowsInBatch = 1000

const [aggregate, seconds] = [process.argv[2]!, Number(process.argv[3])]
const text = `rule window_of_the_bench {
  title "Never fires"
  level low
  detect message | stats n = ${aggregate} by user.name over ${seconds}s | where n > 1000000000
}
`
const { ruleset } = compileRules([{ path: 'window_of_the_bench.trip', text }])
const { layout } = ruleset
const category = categoryBit('message')
const engine = new Engine(ruleset, [{ id: 'bench', categories: category, latenessUs: 0 }])
const random = createRandom(1)
let at = 0

function nextBatch(): Batch {
  const batch = new Batch(layout, rowsInBatch)
  for (let row = 0; row < rowsInBatch; row++, at++) {
    const id = `e${at}`
    batch.add(category, (at * 1e6) / eventsPerSecond, 0, at, { id: () => id, document: () => ({ 'event.id': id }) })
    batch.set(row, layout.slot('user.name'), `user${at % keys}`)
    batch.set(row, layout.slot('websocket.message.bytes'), Math.floor(random() * 10_000))
    batch.set(row, layout.slot('url.path'), `/${Math.floor(random() * 1000)}`)
  }
  return batch
}

/** What the engine takes. */
function run(events: number): Stopwatch {
  const watch = new Stopwatch()
  for (let done = 0; done < events; done += rowsInBatch) {
    const batch = nextBatch()
    const last = rowsInBatch - 1
    const progress = { us: batch.times[last]!, nanos: 0, sequence: batch.sequences[last]! }
    watch.time(() => engine.evaluate('bench', batch, progress, () => {}))
  }
  return watch
}

run(Math.max(seconds * eventsPerSecond, measuredEvents))
console.log(JSON.stringify({ ns: (run(measuredEvents).cpuMs / measuredEvents) * 1e6 }))
