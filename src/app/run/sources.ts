// The sources of the config → each read as it comes, until the run stops.
import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Connector } from '../../../connectors/connector.ts'
import type { Config } from '../../config/schema.ts'
import type { OperationalError } from '../../errors.ts'
import { categoryBits } from '../../event/category.ts'
import type { Silence, Source } from '../../event/source.ts'
import { inputError } from '../../intake/bytes.ts'
import { captureSource } from '../../intake/capture.ts'
import { type LogFileSettings, logFileSource } from '../../intake/file.ts'
import { folderSource } from '../../intake/folder.ts'
import type { Lost } from '../../intake/follow.ts'
import { growingCapture } from '../../intake/growing-capture.ts'
import { readHead } from '../../intake/head.ts'
import { readKeyLog } from '../../intake/key-log-file.ts'
import { type MatchingFile, meansFiles } from '../../intake/matching-files.ts'
import { recognise } from '../../intake/recognise.ts'
import { isTogether, type TogetherConnector, togetherSource } from '../../intake/together.ts'
import { unknownInput } from '../../intake/unknown-input.ts'
import type { KeepPiece } from '../../intake/unreadable.ts'
import { waitForFile } from '../../intake/wait-for-file.ts'
import type { RequestSettings } from '../../request/settings.ts'
import { connectorNamed } from '../choose-connector.ts'
import type { FoundConfig } from '../config.ts'
import { configure, connectorSettings } from '../connector-settings.ts'
import { captureId, freshKeys, interfaceSource } from './capture-source.ts'
import { type FileSetSettings, openFileSet } from './file-set.ts'
import { journaldId, journaldSource } from './journald-source.ts'
import type { Log } from './log.ts'
import { syslogId, syslogSource } from './syslog-source.ts'

type Configured = Config['sources'][number]
type ConfiguredLog = Extract<Configured, { type: 'file' }>

export interface Opening {
  readonly request: RequestSettings
  readonly signal: AbortSignal
  /** Makes the source known: from then on others wait for it. `silence` says what event time does when it is silent. */
  readonly add: (source: Source, silence: Silence) => Promise<void>
  /** The source has ended, and may be added again one day. */
  readonly remove: (source: Source) => Promise<void>
  /** Where the sources go on that were ever read, by this run or one before it, by their ids. */
  readonly positions: FileSetSettings['positions']
  /** Where a source goes on need not be known any more. */
  readonly forget: (id: string) => Promise<void>
  /** Takes what could not be read. */
  readonly keep: KeepPiece
  readonly log: Log
}

/** Resolves when the source has ended; false where it failed. */
type Read = (source: Source) => Promise<boolean>

export interface LiveSources {
  /** Reads all of them side by side; resolves when all have ended. */
  read(one: Read): Promise<void>
}

/**
 * Adds every source that can be opened now before the first event is taken, so that a start finds the same order as the
 * start before it. A log that is not there yet, or still empty, is added when it can be told what it is.
 */
export async function openSources(found: FoundConfig, opening: Opening): Promise<LiveSources> {
  const entries: ((one: Read) => Promise<void>)[] = []
  const taken = new Set(await singleFiles(found))
  for (const configured of found.config.sources) entries.push(await openEntry(configured, found, { ...opening, taken }))
  return { read: async (one) => void (await Promise.all(entries.map((read) => read(one)))) }
}

/** `taken`: logs that are sources already, so that one which several entries name is read once. */
interface EntryOpening extends Opening {
  readonly taken: Set<string>
}

/** One entry of the config → what reads all that it means: one source, or one for each of several files. */
async function openEntry(
  configured: Configured,
  found: FoundConfig,
  opening: EntryOpening,
): Promise<(one: Read) => Promise<void>> {
  if (configured.type === 'file' && (await meansFiles(found.resolve(configured.path))))
    return openLogs(configured, found.resolve(configured.path), opening)
  const open = (): Promise<Source | null> => tryOpen(configured, found, opening)
  const missing = configured.type === 'file' ? whyNothingYet(found.resolve(configured.path)) : null
  if (missing !== null)
    opening.log.info('There is nothing in a log yet; waiting for it.', { source: nameOf(configured), reason: missing })
  const canBeToldNow = missing === null || connectorIsNamed(configured)
  const opened = canBeToldNow ? await open() : undefined
  return async (one) => {
    const source = opened === undefined ? await open() : opened
    if (source) await one(source)
  }
}

async function tryOpen(configured: Configured, found: FoundConfig, opening: Opening): Promise<Source | null> {
  try {
    const source = await openOne(configured, found, opening)
    await opening.add(source, isFolder(configured, found) ? 'stands-still' : 'runs-on')
    return source
  } catch (error) {
    if (!opening.signal.aborted) opening.log.error('A source cannot be read.', { source: nameOf(configured), error })
    return null
  }
}

const isFolder = (source: Configured, { resolve }: FoundConfig): boolean =>
  source.type === 'captures' && !isOneCapture(resolve(source.path))

async function singleFiles({ config, resolve }: FoundConfig): Promise<readonly string[]> {
  const paths = config.sources.flatMap((source) => (source.type === 'file' ? [resolve(source.path)] : []))
  const meansMany = await Promise.all(paths.map(meansFiles))
  return paths.filter((_path, index) => !meansMany[index])
}

function openLogs(source: ConfiguredLog, path: string, opening: EntryOpening): Promise<(one: Read) => Promise<void>> {
  const { add } = opening
  return openFileSet({
    ...opening,
    path,
    open: (file) => openLog(source, file, opening),
    add: (one) => add(one, 'runs-on'),
  })
}

/** Null for a log that is still empty, and says nothing of its format. */
async function openLog(
  source: ConfiguredLog,
  { path, size }: MatchingFile,
  opening: EntryOpening,
): Promise<Source | null> {
  if (source.connector === undefined && size === 0) return null
  const connector = await connectorOf(source, path, opening.signal)
  if (isTogether(connector) && isOneOf(path, connector)) return logsTogether(source, dirname(path), connector, opening)
  return followedLog(source, path, opening, isCompressed(path) ? { follow: false } : { endsWhenRemoved: true })
}

/** As the program itself calls the log, and not what it was rotated to. */
const isOneOf = (path: string, { together }: TogetherConnector): boolean =>
  together.logs.some((log) => basename(path) === `${log}.log`)

/** Logs in one folder that belong together; also those that are not there yet. */
function logsTogether(
  source: ConfiguredLog,
  folder: string,
  connector: TogetherConnector,
  opening: EntryOpening,
): Source {
  const { logs } = connector.together
  const paths = logs.map((log) => join(folder, `${log}.log`))
  for (const path of paths) opening.taken.add(path)
  const { onRefused, onLost } = tellers(opening.log)
  return togetherSource({
    ...{
      id: `${connector.name}:${folder}`,
      paths,
      logs,
      connector,
      ...readingOf(source, connector, opening),
      follow: true,
    },
    ...{ onRefused, onLost },
  })
}

const isCompressed = (path: string): boolean => /\.(?:gz|zst)$/.test(path)

const connectorIsNamed = (source: Configured): boolean => source.type === 'file' && source.connector !== undefined

function whyNothingYet(path: string): string | null {
  try {
    return statSync(path).size > 0 ? null : 'It is empty.'
  } catch (error) {
    return inputError(path, error).message
  }
}

/** As a person knows it. */
function nameOf(source: Configured): string {
  if (source.type === 'syslog') return syslogId(source)
  if (source.type === 'capture') return captureId(source)
  return source.type === 'journald' ? journaldId(source) : source.path
}

async function openOne(source: Configured, found: FoundConfig, opening: Opening): Promise<Source> {
  if (source.type === 'syslog') return syslogSource(source, found, opening)
  if (source.type === 'journald') return journaldSource(source, found, opening)
  if (source.type === 'capture')
    return interfaceSource(source, source.keys === undefined ? null : found.resolve(source.keys), opening)
  const path = found.resolve(source.path)
  if (source.type !== 'captures') return followedLog(source, path, opening)
  const keys = source.keys === undefined ? null : found.resolve(source.keys)
  if (isOneCapture(path)) return growingSource(path, keys, opening)
  return captureFolder(path, { keys, ...(source.quiet !== undefined && { quietMs: source.quiet / 1000 }) }, opening)
}

interface FolderOptions {
  readonly keys: string | null
  readonly quietMs?: number
}

const captureFolder = (path: string, { keys, ...quiet }: FolderOptions, { request, signal, log }: Opening): Source =>
  folderSource({
    ...quiet,
    id: path,
    path,
    categories: categoryBits(['network', 'handshake', 'frame', 'message', 'close', 'connection']),
    open: (file) =>
      captureSource({
        id: file,
        inputs: [{ path: file }],
        request,
        keys: () => (keys === null ? '' : keysNow(keys, log)),
      }),
    signal,
  })

/** A file, or what is called like one and not there yet. */
function isOneCapture(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? /\.(?:p?cap|pcapng)$/.test(path) : found.isFile()
}

const growingSource = (path: string, keys: string | null, { request, signal, log }: Opening): Source =>
  growingCapture({ id: path, path, request, signal, ...(keys !== null && { freshKeys: freshKeys(keys, log) }) })

/** Without its keys a capture is still worth reading. */
function keysNow(path: string, log: Log): string {
  try {
    return readKeyLog(path)
  } catch (error) {
    log.warn('Keys of TLS cannot be read; encrypted connections stay closed.', { path, error })
    return ''
  }
}

async function followedLog(
  source: ConfiguredLog,
  path: string,
  opening: Opening,
  following: Pick<LogFileSettings, 'follow' | 'endsWhenRemoved'> = {},
): Promise<Source> {
  const connector = await connectorOf(source, path, opening.signal)
  const { onRefused, onLost } = tellers(opening.log)
  return logFileSource({
    ...{ id: path, path, connector, ...readingOf(source, connector, opening), follow: true, ...following },
    onRefused: (error) => onRefused(path, error),
    onLost: (lost) => onLost(path, lost),
  })
}

function readingOf(source: ConfiguredLog, connector: Connector, { request, signal, keep }: Opening) {
  const config = configure(connector, connectorSettings(source))
  const lateness = source.lateness === undefined ? {} : { latenessUs: source.lateness }
  return { config, request, signal, keep, olddir: source.olddir, ...lateness }
}

const tellers = (log: Log) => ({
  onRefused: (path: string, error: OperationalError): void =>
    log.error('A log cannot be opened; trying again.', { source: path, error }),
  onLost: (path: string, { reason, detail }: Lost): void =>
    log.warn('Something of a log cannot be read any more.', { source: path, reason: `${reason}: ${detail}` }),
})

const connectorOf = async (source: ConfiguredLog, path: string, signal: AbortSignal): Promise<Connector> =>
  source.connector === undefined ? await recognised(path, signal) : connectorNamed(source.connector)

/** A log that is still empty says nothing of its format: waited for. */
async function recognised(path: string, signal: AbortSignal): Promise<Connector> {
  await waitForFile(path, signal)
  const head = await readHead(path)
  const found = recognise(head)
  if (found.kind === 'log') return found.connector
  throw unknownInput(path, head, 'Give the source its connector, and its format where it has one, in the config.')
}
