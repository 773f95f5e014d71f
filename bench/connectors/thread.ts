// One connector over one of its samples, in a thread of its own: what others taught the compiler would slow it down.
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Connector } from '../../connectors/connector.ts'
import { connectors } from '../../connectors/index.ts'
import { eachLine } from '../../connectors/lines.ts'
import { loadRules } from '../../src/app/rules.ts'
import type { Layout } from '../../src/event/layout.ts'
import { intoBatches, RecordCutter } from '../../src/intake/records.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { sessionHash } from '../../src/request/session.ts'
import { median, type Row } from '../table.ts'
import { manyLines, type Sample, samplesOf } from './lines.ts'

const rounds = 7
const bytes = 8_000_000

const request = {
  origins: [],
  sessionCookies: [],
  hashSession: sessionHash('a key for benches'),
  trustedProxies: createTrustedProxies([]),
}

function rowOf(connector: Connector, sample: Sample, layout: Layout): Row | null {
  const lines = readableLines(connector, sample, layout)
  if (lines.length === 0) return null
  const text = manyLines(lines, bytes, 1)
  const count = lines.length === 1 && sample.name.endsWith('.har') ? 1 : text.toString('latin1').split('\n').length - 1
  const ours = (): void => void readAll(connector, sample, text, layout)
  const floor = floorOf(lines[0]!)
  const perRound = Array.from({ length: rounds }, () => {
    const [a, b] = [seconds(ours), seconds(() => floor.run(text))]
    return { ours: count / a, floor: count / b, ratio: b / a }
  })
  return {
    connector: `${connector.name}, ${sample.name}`,
    'lines/s': median(perRound.map((each) => each.ours)),
    'MB/s': (median(perRound.map((each) => each.ours)) * text.length) / count / 1e6,
    floor: floor.name,
    'floor lines/s': median(perRound.map((each) => each.floor)),
    'of floor': median(perRound.map((each) => each.ratio)),
  }
}

/** Lines that give events: what is set aside costs next to nothing. */
function readableLines(connector: Connector, sample: Sample, layout: Layout): readonly string[] {
  const lines = sample.text.split('\n').filter((line) => line !== '' && (!line.startsWith('{') || isJson(line)))
  return lines.filter((line) => readAll(connector, sample, Buffer.from(`${line}\n`), layout) > 0)
}

function readAll(connector: Connector, { settings }: Sample, text: Uint8Array, wanted: Layout): number {
  const configured = connector.configure(settings)
  if (!configured.ok) throw new Error(`${connector.name} takes no ${JSON.stringify(settings)}`)
  const aside = { put: () => {} }
  const reader = connector.open(configured.config, { source: 'bench', wanted, aside, request })
  let rows = 0
  for (const { batch } of new RecordCutter(intoBatches(reader, wanted), aside).push({ bytes: text, at: 0, last: true }))
    rows += batch.length
  return rows
}

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

function floorOf(line: string): Floor {
  if (line.startsWith('{')) return { name: 'JSON.parse', run: (text) => eachText(text, (each) => JSON.parse(each)) }
  const expression = fieldsOf(line)
  return { name: 'one regex', run: (text) => eachText(text, (each) => expression.exec(each)) }
}

/** An expression that captures each field of such lines: words, quoted texts, texts in brackets. */
const fieldsOf = (line: string): RegExp =>
  new RegExp(`^${(line.match(/"[^"]*"|\[[^\]]*\]|[^\s]+/g) ?? []).map(pattern).join('\\s+')}$`)

const pattern = (field: string): string =>
  field.startsWith('"') ? '"([^"]*)"' : field.startsWith('[') ? '\\[([^\\]]*)\\]' : '(\\S+)'

function eachText(text: Buffer, visit: (line: string) => void): void {
  eachLine(text, true, (start, end) => visit(text.toString('latin1', start, end)))
}

function seconds(run: () => void): number {
  const startedAt = performance.now()
  run()
  return (performance.now() - startedAt) / 1000
}

const { connector: name, sample } = workerData as { readonly connector: string; readonly sample: string }
const connector = connectors.find((each) => each.name === name)!
const samples = samplesOf(join(import.meta.dirname, '../../connectors', name, 'samples'))
// What the shipped rules read is what is filled.
const { layout } = loadRules({ paths: undefined }).ruleset
parentPort!.postMessage(rowOf(connector, samples.find((each) => each.name === sample)!, layout))
