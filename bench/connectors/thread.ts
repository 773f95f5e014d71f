// One connector over one of its samples, in a thread of its own: what others taught the compiler would slow it down.
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Connector } from '../../connectors/connector.ts'
import { connectors } from '../../connectors/index.ts'
import { eachLine } from '../../connectors/lines.ts'
import { loadRules } from '../../src/app/rules.ts'
import { categoryBit } from '../../src/event/category.ts'
import type { Layout } from '../../src/event/layout.ts'
import { intoBatches, RecordCutter } from '../../src/intake/records.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { sessionHash } from '../../src/request/session.ts'
import { median, type Row } from '../table.ts'
import { manyLines, type Sample, samplesOf } from './lines.ts'

const rounds = 7
const size = 8_000_000

const request = {
  origins: [],
  sessionCookies: [],
  hashSession: sessionHash('a key for benches'),
  trustedProxies: createTrustedProxies([]),
}

/** All lines of a sample that give events, and those alone that are no upgrades, as most of a log is. */
function rowsOf(connector: Connector, sample: Sample, layout: Layout): readonly Row[] {
  const lines = readableLines(sample).map((text) => ({ text, read: readAll(connector, sample, bytesOf(text), layout) }))
  const all = lines.filter(({ read }) => read.events > 0)
  const plain = all.filter(({ read }) => read.requests === read.events)
  const name = `${connector.name}, ${sample.name}`
  return [
    ...(all.length > 0 ? [rowOf(name, all)] : []),
    ...(plain.length > 0 && plain.length < all.length ? [rowOf(`${name}, requests`, plain)] : []),
  ]

  function rowOf(label: string, kinds: readonly { readonly text: string }[]): Row {
    const texts = kinds.map(({ text }) => text)
    const bytes = manyLines(texts, size, 1)
    const count = sample.name.endsWith('.har') ? 1 : bytes.toString('latin1').split('\n').length - 1
    const floor = floorOf(texts)
    const perRound = Array.from({ length: rounds }, () => {
      const [a, b] = [seconds(() => readAll(connector, sample, bytes, layout)), seconds(() => floor.run(bytes))]
      return { ours: count / a, floor: count / b, ratio: b / a }
    })
    const linesASecond = median(perRound.map((each) => each.ours))
    return {
      connector: label,
      'events a line': readAll(connector, sample, bytes, layout).events / count,
      'lines/s': linesASecond,
      'MB/s': (linesASecond * bytes.length) / count / 1e6,
      floor: floor.name,
      'floor lines/s': median(perRound.map((each) => each.floor)),
      'of floor': median(perRound.map((each) => each.ratio)),
    }
  }
}

/** What is no line of the format, or cannot be read, costs next to nothing. */
const readableLines = ({ text }: Sample): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && (!line.startsWith('{') || isJson(line)))

const bytesOf = (line: string): Buffer => Buffer.from(`${line}\n`)

/** Of the events, how many are requests. */
interface ReadLines {
  events: number
  requests: number
}

function readAll(connector: Connector, { settings }: Sample, text: Uint8Array, wanted: Layout): ReadLines {
  const configured = connector.configure(settings)
  if (!configured.ok) throw new Error(`${connector.name} takes no ${JSON.stringify(settings)}`)
  const aside = { put: () => {} }
  const reader = connector.open(configured.config, { source: 'bench', wanted, aside, request })
  const read: ReadLines = { events: 0, requests: 0 }
  const cutter = new RecordCutter(intoBatches(reader, wanted), aside)
  for (const { batch } of cutter.push({ bytes: text, at: 0, last: true })) {
    read.events += batch.length
    for (let row = 0; row < batch.length; row++) if ((batch.categories[row]! & requestBit) !== 0) read.requests++
  }
  return read
}

const requestBit = categoryBit('request')

/** What JSON.parse would throw at is no floor. */
function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

interface Floor {
  readonly name: string
  readonly run: (text: Buffer) => void
}

/** For each line the expression of its own shape, known beforehand: one that does not match would be done at once. */
function floorOf(lines: readonly string[]): Floor {
  if (lines[0]!.startsWith('{'))
    return { name: 'JSON.parse', run: (text) => eachText(text, (each) => JSON.parse(each)) }
  const expressions = lines.map(fieldsOf)
  return {
    name: 'one regex',
    run(text) {
      let n = 0
      eachText(text, (each) => expressions[n++ % expressions.length]!.exec(each))
    },
  }
}

/** An expression that captures each field of such lines: words, quoted texts, texts in brackets. */
const fieldsOf = (line: string): RegExp =>
  new RegExp(`^${(line.match(/"[^"]*"|\[[^\]]*\]|[^\s]+/g) ?? []).map(pattern).join('\\s+')}$`)

const pattern = (field: string): string =>
  field.startsWith('"') ? '"([^"]*)"' : field.startsWith('[') ? '\\[([^\\]]*)\\]' : '(\\S+)'

function eachText(text: Buffer, visit: (line: string) => void): void {
  eachLine(text, true, (start, end) => visit(text.toString('latin1', start, end)))
}

/** Of this thread alone, whatever else the machine does. */
function seconds(run: () => void): number {
  const before = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1e6
}

const { connector: name, sample } = workerData as { readonly connector: string; readonly sample: string }
const connector = connectors.find((each) => each.name === name)!
const samples = samplesOf(join(import.meta.dirname, '../../connectors', name, 'samples'))
// What the shipped rules read is what is filled.
const { layout } = loadRules({ paths: undefined }).ruleset
parentPort!.postMessage(rowsOf(connector, samples.find((each) => each.name === sample)!, layout))
