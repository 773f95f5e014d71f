// How many rules → how long the engine takes over the same events with them, in a process that knows no others.
import { compileRules } from '../../src/compiler/compile.ts'
import { Engine } from '../../src/engine/engine.ts'
import { categoryBit } from '../../src/event/category.ts'
import { Stopwatch } from '../stopwatch.ts'
import { manyRules } from './rules.ts'
import { applicationTraffic } from './traffic.ts'

const events = 50_000
const warmUps = 2

export interface Told {
  readonly compileMs: number
  readonly eventsPerSecond: number
  /** For each event, microseconds. */
  readonly cpuUs: number
  readonly matches: number
}

const startedAt = performance.now()
const { ruleset } = compileRules(manyRules(Number(process.argv[2])))
const compileMs = performance.now() - startedAt
const categories = ['message', 'request', 'handshake', 'auth'].reduce((all, name) => all | categoryBit(name), 0)

function pass(): Omit<Told, 'compileMs'> {
  const batches = applicationTraffic(ruleset.layout, events, 7)
  const engine = new Engine(ruleset, [{ id: 'bench', categories, latenessUs: 0 }])
  let matches = 0
  const watch = new Stopwatch()
  for (const batch of batches) {
    const last = batch.length - 1
    const progress = { us: batch.times[last]!, nanos: 0, sequence: batch.sequences[last]! }
    matches += watch.time(() => engine.evaluate('bench', batch, progress, () => {})).length
  }
  return { eventsPerSecond: (events / watch.ms) * 1000, cpuUs: (watch.cpuMs / events) * 1000, matches }
}

for (let n = 0; n < warmUps; n++) pass()
console.log(JSON.stringify({ compileMs, ...pass() } satisfies Told))
