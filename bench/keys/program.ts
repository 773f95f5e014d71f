// How many keys, and whether one of them attacks slowly → how many events a second while they come, what had to be let go, and
// how often the attack was found.
import { compileRules } from '../../src/compiler/compile.ts'
import { Engine } from '../../src/engine/engine.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import { Stopwatch } from '../stopwatch.ts'

const leastEvents = 2_000_000
const rowsInBatch = 1000
/** Between events: a minute's window holds more of them than a rule may have keys, and fewer than it may have events. */
const stepUs = 100

export interface Told {
  readonly events: number
  readonly eventsPerSecond: number
  /** For each event, microseconds. */
  readonly cpuUs: number
  readonly evictedKeys: number
  /** Incidents of the one that attacks; null where none does. */
  readonly found: number | null
}

const keys = Number(process.argv[2])
const attacks = process.argv[3] === 'attack'
const events = Math.max(leastEvents, keys)
const condition = attacks ? 'over 1h | where n >= 5' : 'over 1m | where n > 1000000000'
const text = `rule keys_of_the_bench {
  title "Counts failures of each user"
  level low
  detect auth where event.outcome == "failure" | stats n = count() by user.name ${condition}
}
`
const { ruleset } = compileRules([{ path: 'keys_of_the_bench.trip', text }])
const { layout } = ruleset
const category = categoryBit('auth')
const engine = new Engine(ruleset, [{ id: 'bench', categories: category, latenessUs: 0 }])

/** Coprime with the numbers of keys: each comes as often as the others, and none right after its neighbour. */
const stride = 7_368_787

function batchFrom(start: number): Batch {
  const batch = new Batch(layout, rowsInBatch)
  for (let row = 0; row < rowsInBatch; row++) {
    const n = start + row
    batch.add(category, n * stepUs, 0, n, { id: () => `e${n}`, document: () => ({ 'event.id': `e${n}` }) })
    batch.set(row, layout.slot('event.outcome'), 'failure')
    batch.set(row, layout.slot('user.name'), isAttack(n) ? 'attacker' : `user${(n * stride) % keys}`)
  }
  return batch
}

/** Once a minute. */
function isAttack(n: number): boolean {
  return attacks && n % 600_000 === 300_000
}

let found = 0
const watch = new Stopwatch()
for (let start = 0; start < events; start += rowsInBatch) {
  const batch = batchFrom(start)
  const last = rowsInBatch - 1
  const progress = { us: batch.times[last]!, nanos: 0, sequence: batch.sequences[last]! }
  watch.time(() => {
    for (const { keys: of } of engine.evaluate('bench', batch, progress, () => {}))
      if (of['user.name'] === 'attacker') found++
  })
}
const told: Told = {
  events,
  eventsPerSecond: (events / watch.ms) * 1000,
  cpuUs: (watch.cpuMs / events) * 1000,
  evictedKeys: engine.counters()[0]!.evictedKeys,
  found: attacks ? found : null,
}
console.log(JSON.stringify(told))
