// A log → how it would be read: by which connector, what the first lines give, and what became of all of them.
import type { Connector } from '../../connectors/connector.ts'
import { openBytes } from '../intake/bytes.ts'
import { type Guess, rank } from '../intake/recognise.ts'
import { chooseConnector } from './choose-connector.ts'
import { findConfig, requestSettings } from './config.ts'
import { configure, connectorSettings, warningsOf, withMapping } from './connector-settings.ts'
import type { InputOptions } from './inputs.ts'
import { readTrial, type TrialRead } from './trial-reader.ts'

export interface Trial extends TrialRead {
  readonly connector: Connector
  /** What is likely a mistake in what was said of how it is read. */
  readonly warnings: readonly string[]
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
export async function tryLog(path: string, given: TrialOptions): Promise<Trial | null> {
  const options = await withMapping(given)
  const { bytes, isCut } = await firstBytes(path)
  const head = bytes.subarray(0, headBytes)
  const request = requestSettings(await findConfig(options.config))
  const connector = chooseConnector(head, { path, options, request })
  if (connector === null) return null
  const reading = connectorSettings(options)
  const config = configure(connector, reading)
  const source = path === '-' ? 'stdin' : path
  const settings = { connector, config, request, source, fields: options.fields }
  return {
    connector,
    warnings: warningsOf(connector, reading),
    guesses: rank(head),
    isCut,
    ...readTrial(settings, bytes, options.records),
  }
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
