// A log file, or `-` (stdin) → deliveries: read to its end, or followed as it grows.
import type { Aside, Connector, Reader } from '../../connectors/connector.ts'
import { byOffset } from '../../connectors/ndjson/known.ts'
import { createReader, type NdjsonReader } from '../../connectors/ndjson/reader.ts'
import type { OperationalError } from '../errors.ts'
import { Batch } from '../event/batch.ts'
import { Headway, noOddities, type Oddities, type SavedHeadway } from '../event/headway.ts'
import type { Layout } from '../event/layout.ts'
import type { Delivery, Source } from '../event/source.ts'
import type { RequestSettings } from '../request/settings.ts'
import { scanAhead } from './ahead/scan-ahead.ts'
import { type ScanThread, startThread } from './ahead/scan-thread.ts'
import { containerAware } from './container-log.ts'
import { type FilePlace, type FollowedPiece, placeAt } from './file-place.ts'
import { followFile, type Lost } from './follow.ts'
import { lossesOf } from './losses.ts'
import { nowUs } from './now.ts'
import { intoBatches, type Piece, RecordCutter, type Records } from './records.ts'
import { type KeepPiece, UnreadableLog } from './unreadable.ts'
import { wholeFile } from './whole-file.ts'

export interface LogFileSettings {
  readonly id: string
  readonly path: string
  readonly connector: Connector
  /** What the connector's `configure` gave. */
  readonly config: unknown
  readonly request: RequestSettings
  /** The connector's own where absent. */
  readonly latenessUs?: number
  /** Waits for more at the end, over rotations, until the signal. A compressed file cannot grow. */
  readonly follow?: boolean
  readonly signal?: AbortSignal
  /** Called now and then with the bytes read so far, of a log that is not followed. */
  readonly onBytes?: (bytes: number) => void
  /** Told once where a followed log cannot be opened; it is tried again until it can. */
  readonly onRefused?: (error: OperationalError) => void
  /** Told of what of a followed log cannot be read any more; it is counted as unreadable too. */
  readonly onLost?: (lost: Lost) => void
  /** Of a followed log: where its rotated files are moved to, from its folder. */
  readonly olddir?: string | undefined
  /** Of a followed log: ends when the file is removed. */
  readonly endsWhenRemoved?: boolean
  /** Keeps what cannot be read. */
  readonly keep?: KeepPiece
}

export function logFileSource(settings: LogFileSettings): Source {
  const latenessUs = settings.latenessUs ?? settings.connector.latenessUs
  const unreadable = new UnreadableLog(settings.id, settings.connector.name, settings.keep)
  const oddities = noOddities()
  let thread = isFollowed(settings) ? null : startThread(settings.path, settings.connector)
  const takeThread = (): ScanThread | null => {
    const taken = thread
    thread = null
    return taken
  }
  return {
    info: { id: settings.id, categories: settings.connector.categories, latenessUs },
    deliveries: (layout, resume) => deliver({ settings, latenessUs, unreadable, oddities, layout, takeThread }, resume),
    unreadable: () => unreadable.list(),
    oddities: () => oddities,
  }
}

/** Where a log file goes on after a batch. */
interface Resume extends SavedHeadway {
  /** Bytes of the source read; for a followed one over all files that it was rotated through. */
  readonly at: number
  /** Only of a followed file. */
  readonly place: FilePlace | null
  /** What the connector's reader remembers, where it remembers anything. */
  readonly reader?: unknown
}

interface Reading {
  readonly settings: LogFileSettings
  readonly latenessUs: number
  readonly unreadable: UnreadableLog
  readonly oddities: Oddities
  readonly layout: Layout
  /** One that is there to read the file, if nobody took it before. */
  readonly takeThread: () => ScanThread | null
}

async function* deliver(
  { settings, latenessUs, unreadable, oddities, layout, takeThread }: Reading,
  before: { readonly n: number; readonly resume: unknown } | undefined,
): AsyncGenerator<Delivery> {
  const start = (before?.resume ?? null) as Resume | null
  const reader = openReader(settings, { wanted: layout, aside: unreadable }, start?.reader)
  const headway = new Headway({ latenessUs, oddities, ...(isFollowed(settings) && { nowUs }) }, start)
  let n = before?.n ?? 0
  const deliveryOf = (batch: Batch, at: number, place: FilePlace | null): Delivery => {
    headway.see(batch.times, batch.length)
    const resume: Resume = { at, ...headway.save(), place, ...(reader.save && { reader: reader.save() }) }
    return { source: settings.id, n: ++n, batch, progress: headway.progress(), resume }
  }
  let at = start?.at ?? 0
  const thread = takeThread()
  const readHere = (): AsyncGenerator<PlacedRecords> =>
    cut(piecesOf(settings, start, unreadable), new RecordCutter(intoBatches(reader, layout), unreadable))
  const records = thread ? readAhead(thread, { settings, layout, unreadable, from: at, readHere }) : readHere()
  for await (const { batch, end, place = null } of records) {
    at = end
    yield deliveryOf(batch, end, place)
    if (settings.signal?.aborted) return
  }
  if (!reader.settle || isFollowed(settings) || settings.signal?.aborted) return
  const rest = new Batch(layout)
  reader.settle(rest)
  if (rest.length > 0) yield deliveryOf(rest, at, null)
}

const isFollowed = ({ follow, path }: LogFileSettings): boolean => follow === true && path !== '-'

const openReader = (
  { id, connector, config, request }: LogFileSettings,
  context: { readonly wanted: Layout; readonly aside: Aside },
  saved: unknown,
): Reader => containerAware(connector.open(config, { source: id, request, ...context }, saved), context.aside)

interface ReadingAhead {
  readonly settings: LogFileSettings
  readonly layout: Layout
  readonly unreadable: UnreadableLog
  readonly from: number
  readonly readHere: () => AsyncGenerator<PlacedRecords>
}

async function* readAhead(
  thread: ScanThread,
  { settings, layout, unreadable, from, readHere }: ReadingAhead,
): AsyncGenerator<PlacedRecords> {
  const { path, onBytes = () => {} } = settings
  const reader = ndjsonReader(settings, layout, unreadable)
  if (!(yield* scanAhead(thread, { path, from, reader, layout, aside: unreadable, onBytes }))) yield* readHere()
}

/** What it reads when its lines are scanned elsewhere. */
const ndjsonReader = ({ id, request }: LogFileSettings, wanted: Layout, aside: Aside): NdjsonReader =>
  createReader({ source: id, request, wanted, aside }, byOffset(id))

interface PlacedRecords extends Records<Batch> {
  readonly place?: FilePlace
}

async function* cut(
  pieces: AsyncIterable<Piece | FollowedPiece>,
  cutter: RecordCutter<Batch>,
): AsyncGenerator<PlacedRecords> {
  for await (const piece of pieces) {
    for (const { batch, end } of cutter.push(piece)) {
      yield { batch, end, ...('file' in piece && { place: placeAt(piece, end) }) }
    }
  }
}

function piecesOf(
  settings: LogFileSettings,
  start: Resume | null,
  unreadable: UnreadableLog,
): AsyncIterable<Piece | FollowedPiece> {
  const {
    path,
    onBytes,
    endsWhenRemoved = false,
    signal = new AbortController().signal,
    onRefused = () => {},
  } = settings
  if (!isFollowed(settings)) {
    return wholeFile(path, { from: start?.at ?? 0, signal, aside: unreadable, onBytes: (_, at) => onBytes?.(at) })
  }
  const from = start?.place ? { at: start.at, place: start.place } : null
  const losses = lossesOf(path, unreadable, settings.onLost)
  return followFile(path, from, { signal, onRefused, endsWhenRemoved, olddir: settings.olddir, ...losses })
}
