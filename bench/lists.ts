// What a list costs: an event held against a rule that asks it, with ten entries and with a million; and its making.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { compileRules } from '../src/compiler/compile.ts'
import { type ListType, ValueList } from '../src/compiler/values/list.ts'
import { readListText } from '../src/compiler/values/list-text.ts'
import { anyCategory } from '../src/event/category.ts'
import { readRequest } from '../src/intake/http.ts'
import { Evaluator } from '../src/pipeline/evaluator.ts'
import { postedTo } from './posted.ts'
import { createRandom } from './random.ts'
import { median, type Row } from './table.ts'

const few = 10
const many = 1_000_000
const events = 50_000
const runs = 9

/** A whole number below a bound. */
type Random = (bound: number) => number

function numbers(seed: number): Random {
  const random = createRandom(seed)
  return (bound) => Math.floor(random() * bound)
}

const octet = (random: Random): number => random(256)
const v4 = (random: Random): string => [octet(random), octet(random), octet(random), octet(random)].join('.')
/** With an odd or an even number at its end: the one is never in the other. */
const net = (random: Random, odd: 0 | 1): string => [octet(random), octet(random), random(128) * 2 + odd].join('.')
const group = (random: Random): string => random(65536).toString(16)
const v6 = (random: Random): string => `2001:db8:${group(random)}:${group(random)}::${group(random)}`
const word = (random: Random): string => random(0x7fffffff).toString(36)
const domain = (random: Random): string => `${word(random)}.${word(random)}.example`

interface Shape {
  readonly name: string
  readonly type: ListType
  readonly field: string
  readonly entry: (random: Random) => string
  readonly asked: (random: Random) => string
}

// biome-ignore format: table
const shapes: readonly Shape[] = [
  { name: 'ip, IPv4',  type: 'ip',      field: 'source.ip',  entry: v4,                                asked: v4 },
  { name: 'ip, IPv6',  type: 'ip',      field: 'source.ip',  entry: v6,                                asked: v6 },
  { name: 'cidr',      type: 'cidr',    field: 'source.ip',  entry: (r) => `${net(r, 1)}.${octet(r)}/${24 + r(9)}`, asked: (r) => `${net(r, 0)}.${octet(r)}` },
  { name: 'domain',    type: 'domain',  field: 'url.domain', entry: domain,                            asked: (r) => `www.${domain(r)}` },
  { name: 'keyword',   type: 'keyword', field: 'user.name',  entry: domain,                            asked: domain },
]

export async function listsBench(): Promise<readonly Row[]> {
  return shapes.map((shape) => {
    const small = listOf(shape, few)
    const large = listOf(shape, many)
    const [few1, many1] = [askerOf(shape, small.list), askerOf(shape, large.list)]
    const [lookFew, lookMany] = inTurns(few1.look, many1.look)
    const [eventFew, eventMany] = inTurns(few1.evaluate, many1.evaluate)
    return {
      list: shape.name,
      'look-up ns, 10': lookFew,
      '1,000,000': lookMany,
      'event ns, 10': eventFew,
      '1,000,000 ': eventMany,
      times: eventMany / eventFew,
      'made in ms': large.ms,
      'MB kept': large.mb,
    }
  })
}

interface Made {
  readonly list: ValueList
  readonly ms: number
  readonly mb: number
}

/** As it is read from a file: what it takes to read the text, and what is kept of it. */
function listOf(shape: Shape, size: number): Made {
  const before = memory()
  const { list, ms } = madeOf(shape, size)
  return { list, ms, mb: (memory() - before) / 1e6 }
}

function madeOf({ type, entry }: Shape, size: number): Omit<Made, 'mb'> {
  const random = numbers(size)
  const text = Buffer.from(Array.from({ length: size }, () => entry(random)).join('\n')).toString()
  const startedAt = performance.now()
  const list = new ValueList(type, readListText(text, type).values)
  return { list, ms: performance.now() - startedAt }
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function memory(): number {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

interface Asker {
  /** The rule's condition alone. */
  readonly look: () => number
  /** The whole way of an event: read from a line of NDJSON, and held against the rule. */
  readonly evaluate: () => number
}

/** A rule that asks the list, over events of which hardly any is in it. Both tell nanoseconds an event. */
function askerOf({ type, field, asked }: Shape, list: ValueList): Asker {
  const text = `list them: ${type} = file("them")\nrule a_rule_of_the_bench {\n  title "It"\n  level low\n  detect auth where ${field} in $them\n}\n`
  const { ruleset } = compileRules([{ path: 'a_rule_of_the_bench.trip', text }], {
    loadList: () => ({ ok: true, list }),
  })
  const detect = ruleset.rules[0]!.detect
  if (detect.kind !== 'event') throw new Error(detect.kind)
  const body = bodyOf(field, asked)
  const context = postedTo(ruleset.layout)
  const { batch } = readRequest(body, 'bench', context)
  const evaluator = new Evaluator(ruleset, [{ id: 'bench', categories: anyCategory, latenessUs: 0 }])
  const progress = { us: 0, nanos: 0, sequence: 0 }
  return {
    look: () =>
      timed(() => {
        let found = 0
        for (let row = 0; row < events; row++) if (detect.test(batch, row)) found++
        if (batch.length !== events || found > events / 10) throw new Error(`${found} of ${batch.length} are in it.`)
      }),
    evaluate: () =>
      timed(() => {
        const read = readRequest(body, 'bench', context)
        evaluator.evaluate({ source: 'bench', n: 1, batch: read.batch, progress, resume: null })
      }),
  }
}

function bodyOf(field: string, asked: Shape['asked']): Uint8Array {
  const random = numbers(7)
  const lines = Array.from({ length: events }, (_, n) =>
    JSON.stringify({
      '@timestamp': new Date(n).toISOString(),
      'event.category': 'auth',
      'event.outcome': 'failure',
      'user.id': `u${n}`,
      [field]: asked(random),
    }),
  )
  return Buffer.from(lines.join('\n'))
}

function timed(act: () => void): number {
  const startedAt = performance.now()
  act()
  return ((performance.now() - startedAt) / events) * 1e6
}

/** One after the other, so that what else the machine does falls on both. */
function inTurns(one: () => number, other: () => number): readonly [number, number] {
  const figures: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run++) {
    figures[0].push(one())
    figures[1].push(other())
  }
  return [median(figures[0]), median(figures[1])]
}
