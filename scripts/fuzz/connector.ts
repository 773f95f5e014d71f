// One connector, mutated lines of its samples → what it threw, or how many events it gave.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createRandom } from '../../bench/random.ts'
import type { Connector } from '../../connectors/connector.ts'
import { connectors } from '../../connectors/index.ts'
import { Batch } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'
import { schema } from '../../src/event/schema.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { sessionHash } from '../../src/request/session.ts'
import { mutate } from './mutate.ts'
import type { Report } from './watch.ts'

export interface Task {
  readonly connector: string
  readonly lines: number
  readonly seed: number
}

export interface ConnectorDone {
  readonly lines: number
  readonly events: number
  readonly aside: number
}

export interface ConnectorThrew {
  readonly error: string
  /** In base 64. */
  readonly input: string
  readonly settings: object
}

const linesABatch = 500

interface Sample {
  readonly settings: Readonly<Record<string, unknown>>
  readonly lines: readonly Buffer[]
  /** Lines that say what the others hold (Zeek's begin with #): they come before the mutated ones. */
  readonly heading: readonly Buffer[]
  /** One document a file, such as a HAR: each mutated one is read by itself. */
  readonly isDocument: boolean
}

const hash = 0x23
const newline = Buffer.from('\n')

/** Tells how far it has come; ends with `threw` or `done`. The same seed gives the same lines. */
export function fuzz(
  { connector: name, lines, seed }: Task,
  tell: (report: Report<ConnectorDone, ConnectorThrew>) => void,
): void {
  const connector = connectors.find((each) => each.name === name)!
  const random = createRandom(seed)
  const samples = samplesOf(name)
  const counts = { events: 0, aside: 0 }
  for (let done = 0; done < lines; done += linesABatch) {
    const sample = samples[Math.floor(random() * samples.length)]!
    // Now and then what the lines say that come before is mutated too.
    const pool = random() < 0.8 ? sample.lines.filter((line) => line[0] !== hash) : sample.lines
    const mutated = Array.from({ length: linesABatch }, () => mutate(pool.length > 0 ? pool : sample.lines, random))
    const lineByLine = [...sample.heading, ...mutated].flatMap((line) => [line, newline])
    const inputs = sample.isDocument ? mutated : [Buffer.concat(lineByLine)]
    let input: Buffer = newline
    try {
      for (input of inputs) read(connector, sample.settings, input, random, counts)
    } catch (error) {
      tell({
        kind: 'threw',
        error: String((error as Error).stack),
        input: input.toString('base64'),
        settings: sample.settings,
      })
      return
    }
    tell({ kind: 'going', count: done + linesABatch })
  }
  tell({ kind: 'done', lines, ...counts })
}

const wanted = createLayout(Object.keys(schema))

const request = {
  origins: [],
  sessionCookies: [],
  hashSession: sessionHash('a key for fuzzing'),
  trustedProxies: createTrustedProxies(['10.0.0.0/8', '127.0.0.0/8']),
}

/** In pieces of any size, as a file that grows gives them; events are looked at whole now and then. */
function read(
  connector: Connector,
  settings: Readonly<Record<string, unknown>>,
  input: Buffer,
  random: () => number,
  counts: { events: number; aside: number },
): void {
  const configured = connector.configure(settings)
  if (!configured.ok) throw new Error(`${connector.name} refuses its own sample's settings`)
  const aside = { put: (): void => void counts.aside++ }
  const reader = connector.open(configured.config, { source: 'fuzz', wanted, aside, request })
  let used = 0
  for (let given = 0; given < input.length; ) {
    given = Math.min(input.length, given + 1 + Math.floor(random() * input.length))
    const batch = new Batch(wanted)
    used += reader.read(input.subarray(used, given), used, given === input.length, batch)
    // Whole events take most of the time: of one in a few pieces.
    if (random() < 0.2) for (const origin of batch.origins) JSON.stringify(origin.document())
    counts.events += batch.length
  }
  if (used !== input.length) throw new Error(`${input.length - used} bytes were never read`)
}

function samplesOf(name: string): readonly Sample[] {
  const folder = resolve(import.meta.dirname, '../../connectors', name, 'samples')
  const files = readdirSync(folder)
  return files
    .filter((file) => !/\.(?:events\.ndjson|settings\.json)$/.test(file))
    .map((file) => {
      const settings = file.replace(/\.\w+$/, '.settings.json')
      return {
        settings: files.includes(settings) ? JSON.parse(readFileSync(join(folder, settings), 'utf8')) : {},
        lines: linesOf(readFileSync(join(folder, file), 'latin1'), name === 'har'),
        heading: linesOf(readFileSync(join(folder, file), 'latin1'), false).filter((line) => line[0] === hash),
        isDocument: name === 'har',
      }
    })
}

const linesOf = (text: string, isDocument: boolean): readonly Buffer[] =>
  (isDocument ? [text] : text.split('\n').filter((line) => line !== '')).map((line) => Buffer.from(line, 'latin1'))
