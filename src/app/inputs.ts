// Paths, folders and patterns given to a command → sources: all captures as one, each log by itself, each recognised
// from its content.
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Connector } from '../../connectors/connector.ts'
import type { Config } from '../config/schema.ts'
import { OperationalError } from '../errors.ts'
import type { Source } from '../event/source.ts'
import type { CaptureSettings } from '../intake/capture.ts'
import { logFileSource } from '../intake/file.ts'
import { foreseen } from '../intake/foreseen.ts'
import { readHead } from '../intake/head.ts'
import { readKeyLog } from '../intake/key-log-file.ts'
import { matchingFiles, meansFiles } from '../intake/matching-files.ts'
import { isTogether, type TogetherConnector, togetherSource } from '../intake/together.ts'
import type { KeepPiece } from '../intake/unreadable.ts'
import type { RequestSettings } from '../request/settings.ts'
import { type Choice, chooseConnector } from './choose-connector.ts'
import { type FoundConfig, findConfig, requestSettings } from './config.ts'
import {
  checkTimezone,
  configure,
  connectorSettings,
  type Settings,
  warningsOf,
  withMapping,
} from './connector-settings.ts'

export interface InputOptions {
  readonly connector?: string
  readonly format?: string
  readonly timezone?: string
  /** A file that says how the lines of any log are read. */
  readonly mapping?: string
  readonly config?: string
  /** A key log file: secrets of TLS in captures. */
  readonly keys?: string
  /** Takes what cannot be read of logs. */
  readonly keep?: KeepPiece
}

export interface ScanInputs {
  readonly sources: readonly Source[]
  /** Inputs that cannot be read at all, each with the reason: the others are read all the same. */
  readonly refused: readonly OperationalError[]
  /** What is likely a mistake in what was said of how they are read. */
  readonly warnings: readonly string[]
  readonly config: Config
  /** A path that the config names. */
  readonly resolve: FoundConfig['resolve']
  /** Bytes of all inputs on disk; 0 where one is no plain file. */
  readonly totalBytes: number
  readonly bytesRead: () => number
}

export async function openInputs(paths: readonly string[], given: InputOptions): Promise<ScanInputs> {
  const options = await withMapping(given)
  const found = await findConfig(options.config)
  const request = requestSettings(found)
  const { kinds, refused } = await recogniseAll(await filesOf(paths), { options, request })
  const captures = kinds.flatMap(({ path, connector }) => (connector === null ? [{ path }] : []))
  const bytesOf = new Map<string, number>()
  const count =
    (source: string) =>
    (bytes: number): void =>
      void bytesOf.set(source, bytes)
  const sensor =
    captures.length > 0
      ? [
          await openCaptures({
            id: 'sensor',
            inputs: captures,
            request,
            onBytes: count('sensor'),
            ...keysOf(given.keys),
          }),
        ]
      : []
  const settings = connectorSettings(options)
  checkTimezone(settings)
  const reading = { ...options, settings, request }
  const logs = groupLogs(kinds).map(({ paths: [first, ...more], connector }) =>
    isTogether(connector) && more.length > 0
      ? openTogether([first, ...more], connector, { ...reading, onBytes: count(connector.name) })
      : openLog(first, connector, { ...reading, onBytes: count(first) }),
  )
  const read = new Set(kinds.flatMap(({ connector }) => connector ?? []))
  return {
    refused,
    warnings: [...read].flatMap((connector) => warningsOf(connector, settings)),
    sources: [...sensor, ...logs],
    config: found.config,
    resolve: found.resolve,
    totalBytes: sizeOf(kinds),
    bytesRead: () => bytesOf.values().reduce((sum, bytes) => sum + bytes, 0),
  }
}

/** Folders and patterns as the files that they mean; empty ones among those are passed over. */
async function filesOf(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = []
  for (const path of paths) {
    if (path === '-' || !(await meansFiles(path))) {
      files.push(path)
      continue
    }
    const found = (await matchingFiles(path)).filter(({ size }) => size > 0)
    if (found.length === 0) throw new OperationalError('INPUT_NOTHING', { path })
    files.push(...found.map((file) => file.path))
  }
  return [...new Set(files)]
}

interface Kind {
  readonly path: string
  /** Null for a capture. */
  readonly connector: Connector | null
}

interface LogGroup {
  readonly connector: Connector
  readonly paths: readonly [string, ...string[]]
}

/** Logs of one program that tell of the same connections are one source, every other log is one by itself. */
function groupLogs(kinds: readonly Kind[]): readonly LogGroup[] {
  const groups: { readonly connector: Connector; readonly paths: [string, ...string[]] }[] = []
  for (const { path, connector } of kinds) {
    if (connector === null) continue
    const group = isTogether(connector) && path !== '-' && groups.find((one) => one.connector === connector)
    if (group && !group.paths.includes('-')) group.paths.push(path)
    else groups.push({ connector, paths: [path] })
  }
  return groups
}

/** An only input that cannot be read is an error; among others it is told, and the others are read. */
async function recogniseAll(
  paths: readonly string[],
  choice: Omit<Choice, 'path'>,
): Promise<{ readonly kinds: readonly Kind[]; readonly refused: readonly OperationalError[] }> {
  const kinds: Kind[] = []
  const refused: OperationalError[] = []
  for (const path of paths) {
    try {
      kinds.push({ path, connector: chooseConnector(await readHead(path), { path, ...choice }) })
    } catch (error) {
      if (paths.length === 1 || !isAboutInput(error)) throw error
      refused.push(error)
    }
  }
  return { kinds, refused }
}

const isAboutInput = (error: unknown): error is OperationalError =>
  error instanceof OperationalError && error.code.startsWith('INPUT_')

/** Read at once, so that a file which cannot be read is told before anything is. */
function keysOf(path: string | undefined): Pick<CaptureSettings, 'keys'> {
  if (path === undefined) return {}
  const text = readKeyLog(path)
  return { keys: () => text }
}

/** The sensor is a third of the program, and logs do without it. */
async function openCaptures(settings: CaptureSettings): Promise<Source> {
  const { captureSource } = await import('../intake/capture.ts')
  return captureSource(settings)
}

interface LogOptions {
  readonly settings: Settings
  readonly request: RequestSettings
  readonly onBytes: (bytes: number) => void
  readonly keep?: KeepPiece
}

function openLog(path: string, connector: Connector, options: LogOptions): Source {
  const { settings, request, onBytes, keep } = options
  const config = configure(connector, settings)
  const id = path === '-' ? 'stdin' : path
  const source = logFileSource({ id, path, connector, config, request, onBytes, ...(keep && { keep }) })
  return isAtRest(path) ? foreseen(source) : source
}

function openTogether(paths: readonly string[], connector: TogetherConnector, options: LogOptions): Source {
  const { settings, request, onBytes, keep } = options
  const config = configure(connector, settings)
  const named = new Set(paths.map((path) => connector.together.logOf(basename(path))).filter((log) => log !== null))
  const logs = named.size > 0 ? [...named] : connector.together.logs
  const source = togetherSource({
    ...{ id: connector.name, paths, logs, connector, config, request, onBytes },
    ...(keep && { keep }),
  })
  return paths.every(isAtRest) ? foreseen(source) : source
}

/** All of it is there: nobody waits for what is read of it a little later. */
const isAtRest = (path: string): boolean => path !== '-' && statSync(path, { throwIfNoEntry: false })?.isFile() === true

function sizeOf(inputs: readonly { readonly path: string }[]): number {
  const sizes = inputs.map(({ path }) =>
    path === '-' || /\.(?:gz|zst)$/.test(path) ? null : (statSync(path, { throwIfNoEntry: false })?.size ?? null),
  )
  return sizes.includes(null) ? 0 : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
}
