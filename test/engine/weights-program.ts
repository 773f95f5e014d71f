// Rules over many keys, one after the other → for each how many bytes it says that it holds, and how many that are.
// node --expose-gc test/engine/weights-program.ts
import { compileRules } from '../../src/compiler/compile.ts'
import { Engine } from '../../src/engine/engine.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Layout } from '../../src/event/layout.ts'
import { sentOrigin } from '../../src/event/sent.ts'

const rowsOfBatch = 1000

const queries = {
  'a few events of many keys': [
    'any | stats most = max(source.port) by user.name over 1h | where most > 1000000',
    20_000,
    40_000,
  ],
  'sums of few keys': [
    'any | stats sum = sum(source.port) by user.name over 1h | where sum > 1000000000000',
    200,
    200_000,
  ],
  'lists of few keys': [
    'any | stats n = count_distinct(source.port), a = first(source.port), b = last(source.port) by user.name over 1h | where n > 1000000 and a == b',
    200,
    100_000,
  ],
  'windows that end': [
    'any | stats pause = interval(), wobble = interval_stddev(), most = max(source.port) by user.name over tumbling 1d | where pause > 1000000 and wobble > 1000000 and most > 1000000',
    20_000,
    40_000,
  ],
  sequences: [
    'sequence by user.name with maxspan = 1h [any where source.port >= 0] [any where source.port < 0]',
    20_000,
    20_000,
  ],
} as const

const used = (): number => {
  globalThis.gc!()
  globalThis.gc!()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function batchFrom(first: number, keys: number, layout: Layout): Batch {
  const batch = new Batch(layout, rowsOfBatch)
  const [user, port] = [layout.slot('user.name'), layout.slot('source.port')]
  for (let n = first; n < first + rowsOfBatch; n++) {
    const [name, us] = [`a user's name ${n % keys}`, n * 1000]
    const text = JSON.stringify({ user: { name }, filler: 'what else a line of a log says '.repeat(12) })
    const origin = sentOrigin({ us, nanos: 0, sequence: n, id: `e${n}` }, { text, dataset: 'd', learned: null })
    const row = batch.add(anyCategory, us, 0, n, origin)
    batch.set(row, user, name)
    batch.set(row, port, n % 50_000)
  }
  return batch
}

function weigh(query: string, keys: number, events: number): { said: number; held: number } {
  const text = `rule rule_that_is_weighed { title "Weighed" level low detect ${query} incident "found" }`
  const { ruleset, problems } = compileRules([{ path: '', text }])
  if (ruleset.rules.length !== 1) throw new Error(JSON.stringify(problems))
  const source = { id: 's', categories: anyCategory, latenessUs: 0 }
  const engine = new Engine(ruleset, [source])
  const before = used()
  let n = 0
  for (; n < events; n += rowsOfBatch) give(engine, batchFrom(n, keys, ruleset.layout), n)
  // Until those that counted are old, none of these is for the rule.
  for (let idle = 0; idle < 60; idle++) give(engine, new Batch(ruleset.layout), n)
  const held = used() - before
  return { said: engine.stats()[0]!.bytes, held }
}

const give = (engine: Engine, batch: Batch, n: number): unknown =>
  engine.evaluate('s', batch, { us: (n + rowsOfBatch) * 1000, nanos: 0, sequence: n + rowsOfBatch }, () => {})

const weighed = Object.entries(queries).map(([name, [query, keys, events]]) => [name, weigh(query, keys, events)])
console.log(JSON.stringify(Object.fromEntries(weighed)))
