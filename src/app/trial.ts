// A log → how it would be read: by which connector, what the first lines give, and what became of all of them.
import type { Connector } from '../../connectors/connector.ts'
import { connectors } from '../../connectors/index.ts'
import { openBytes } from '../intake/bytes.ts'
import { type Guess, rank, recognise } from '../intake/recognise.ts'
import { unknownInput } from '../intake/unknown-input.ts'
import type { RequestSettings } from '../request/settings.ts'
import { findConfig, requestSettings } from './config.ts'
import { configure, connectorNamed, connectorSettings, howToName, type InputOptions } from './inputs.ts'
import { eventsIn, readTrial, type TrialRead } from './trial-reader.ts'

export interface Trial extends TrialRead {
  readonly connector: Connector
  /** What the content looks like, the surest first. */
  readonly guesses: readonly Guess[]
  /** The log is longer than what was read of it. */
  readonly isCut: boolean
}

export interface TrialOptions extends InputOptions {
  /** How many lines are wanted with their events. */
  readonly records: number
  /** Of which it is wanted to know whether they are ever there. */
  readonly fields: readonly string[]
}

/** Null for a capture. Throws INPUT_UNKNOWN and its like, CONNECTOR_UNKNOWN and CONFIG_INVALID as reading does. */
export async function tryLog(path: string, options: TrialOptions): Promise<Trial | null> {
  const { bytes, isCut } = await firstBytes(path)
  const head = bytes.subarray(0, headBytes)
  if (options.connector === undefined && recognise(head).kind === 'capture') return null
  const request = requestSettings(await findConfig(options.config))
  const connector = connectorFor(head, { path, options, request })
  const config = configure(connector, connectorSettings(options))
  const source = path === '-' ? 'stdin' : path
  const settings = { connector, config, request, source, fields: options.fields }
  return { connector, guesses: rank(head), isCut, ...readTrial(settings, bytes, options.records) }
}

const headBytes = 1 << 16

/** Enough to see what a log holds, and read within a second or two. */
const mostBytes = 1 << 25

async function firstBytes(path: string): Promise<{ readonly bytes: Uint8Array; readonly isCut: boolean }> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of openBytes(path)) {
    pieces.push(piece)
    length += piece.length
    if (length > mostBytes) break
  }
  const all = Buffer.concat(pieces)
  if (length <= mostBytes) return { bytes: all, isCut: false }
  const lastLine = all.lastIndexOf('\n', mostBytes)
  return { bytes: all.subarray(0, lastLine < 0 ? mostBytes : lastLine + 1), isCut: true }
}

interface Asked {
  readonly path: string
  readonly options: InputOptions
  readonly request: RequestSettings
}

function connectorFor(head: Uint8Array, { path, options, request }: Asked): Connector {
  if (options.connector !== undefined) return connectorNamed(options.connector)
  if (options.format !== undefined) return connectorOf(options, head, request)
  const found = recognise(head)
  if (found.kind === 'log') return found.connector
  throw unknownInput(path, head, howToName())
}

/** Whose format string it is: who reads most by it; where it is wrong for all, who comes furthest before the mistake. */
function connectorOf(options: InputOptions, head: Uint8Array, request: RequestSettings): Connector {
  const settings = connectorSettings(options)
  const scored = connectors.map((connector) => {
    const configured = connector.configure(settings)
    if (configured.ok) {
      const { config } = configured
      return {
        connector,
        score: takesFormats(connector) ? eventsIn({ connector, config, request, source: '', fields: [] }, head) : never,
      }
    }
    const [first] = configured.diagnostics
    return {
      connector,
      score:
        first?.code === 'F110' || configured.setting === 'mapping'
          ? never
          : (first?.primary.span.start ?? 0) - longestFormat,
    }
  })
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).connector
}

const never = Number.NEGATIVE_INFINITY
const longestFormat = 1e9

/** One that takes anything for a format has none. */
const takesFormats = (connector: Connector): boolean => !connector.configure({ format: 'no format at all' }).ok
