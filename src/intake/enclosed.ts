// A line that came inside something else (a shipper's document, a syslog message, a container's log) → its events.
import type { Connector } from '../../connectors/connector.ts'
import { connectors } from '../../connectors/index.ts'
import { longestLine } from '../../connectors/lines.ts'
import type { Batch } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import { formatTime } from '../event/time.ts'
import type { EventDocument } from '../event/value.ts'
import type { RequestSettings } from '../request/settings.ts'
import { readContainerLine } from './container-line.ts'
import { excerptOfLine, LineReaders, type NamedConnector } from './line-readers.ts'
import { relabel } from './relabel.ts'

export interface EnclosedSettings {
  /** The first part of every `event.id`, before the stream's name. */
  readonly source: string
  readonly wanted: Layout
  readonly request: RequestSettings
  readonly aside: EnclosedAside
  /** By which the lines of a stream are read; null, or absent: what each is like is told from its lines. */
  readonly connectorFor?: (stream: string) => NamedConnector | null
  readonly known?: readonly Connector[]
  /** Streams remembered at most: the one that was silent longest is forgotten. */
  readonly mostStreams?: number
}

/** An aside that is told as well which connector should have known; null where none did. */
export interface EnclosedAside {
  put(reason: string, at: number, excerpt: string, connector: string | null): void
}

/** Where a line came from. */
export interface Place {
  /** Lines of one stream are of one log: a file on a host, a program's messages. May be empty. */
  readonly stream: string
  /**
   * Greater for each line of the stream, an integer below 2^50: an offset, or a place in the order of arrival. It makes
   * the sequence, and with source and stream the ids.
   */
  readonly at: number
  /** What the line is called instead, by who sent it. */
  readonly name?: string
  /** Fields for its events that the line itself does not have, such as the host it was written on. */
  readonly fields?: EventDocument
  /** When it was written, in microseconds, as what it came in says: for a line of JSON that does not say so itself. */
  readonly us?: number | null
}

export interface Enclosed {
  /** Adds the line's events to the batch, or puts it aside and returns why. Null too where more of the line is to come. */
  read(line: string | Uint8Array, place: Place, batch: Batch): string | null
}

export const createEnclosed = (settings: EnclosedSettings): Enclosed => new EnclosedLines(settings)

const usualStreams = 1000

interface Part {
  readonly text: string
  readonly at: number
}

interface Stream {
  readonly readers: LineReaders
  /** What has come of lines whose end has not, by the container's own stream. */
  readonly parts: Map<string, readonly Part[]>
}

class EnclosedLines implements Enclosed {
  readonly #settings: EnclosedSettings
  /** The one that spoke last comes last. */
  readonly #streams = new Map<string, Stream>()
  #last: string | null = null

  constructor(settings: EnclosedSettings) {
    this.#settings = settings
  }

  read(line: string | Uint8Array, place: Place, batch: Batch): string | null {
    const stream = this.#streamOf(place.stream)
    const whole = wholeLine(line, place.at, stream)
    return whole === null ? null : this.#readWhole(whole.line, { ...place, at: whole.at }, stream.readers, batch)
  }

  #readWhole(line: Uint8Array, place: Place, readers: LineReaders, batch: Batch): string | null {
    if (line.length === 1) return null
    const from = batch.length
    const unread = readers.read(line, place.at, batch)
    const stamped = unread === null ? null : withTime(line, place.us ?? null)
    if (unread !== null && (stamped === null || readers.read(stamped, place.at, batch) !== null)) {
      this.#settings.aside.put(unread.reason, place.at, excerptOfLine(line), unread.connector)
      return unread.reason
    }
    const known = `${this.#sourceOf(place.stream)}:${place.at}`
    relabel(batch, from, { known, name: place.name ?? known, fields: place.fields ?? noFields })
    return null
  }

  #streamOf(name: string): Stream {
    const known = this.#streams.get(name)
    if (known && name === this.#last) return known
    this.#last = name
    if (known) {
      this.#streams.delete(name)
      this.#streams.set(name, known)
      return known
    }
    const stream = this.#openStream(name)
    this.#streams.set(name, stream)
    const [oldest] = this.#streams.keys()
    if (this.#streams.size > (this.#settings.mostStreams ?? usualStreams)) this.#streams.delete(oldest!)
    return stream
  }

  #openStream(name: string): Stream {
    const { wanted, request, known = connectors, connectorFor } = this.#settings
    const context = { source: this.#sourceOf(name), wanted, request, known }
    return { readers: new LineReaders(context, connectorFor?.(name) ?? null), parts: new Map() }
  }

  #sourceOf(stream: string): string {
    const { source } = this.#settings
    return stream === '' ? source : `${source}:${stream}`
  }
}

const noFields: EventDocument = {}

/** Null where it is no object of JSON, or tells a time that could not be read. */
function withTime(line: Uint8Array, us: number | null): Uint8Array | null {
  if (us === null || line[0] !== brace) return null
  const text = textOf(line)
  return /^\{\s*\}|"@timestamp"/.test(text) ? null : Buffer.from(`{"@timestamp":"${formatTime(us)}",${text.slice(1)}`)
}

/** The line that a container wrote where it is one of a container's log, else the line itself. Null: more is to come. */
function wholeLine(
  line: string | Uint8Array,
  at: number,
  { parts }: Stream,
): { readonly line: Uint8Array; readonly at: number } | null {
  const written = mayBeOfContainer(line) ? readContainerLine(textOf(line)) : null
  if (written === null) return { line: terminated(line), at }
  const all = withPart(parts.get(written.stream) ?? [], { text: written.text, at })
  if (!written.isEnd && (parts.has(written.stream) || parts.size < mostOwnStreams)) {
    parts.set(written.stream, all)
    return null
  }
  parts.delete(written.stream)
  return { line: terminated(all.map(({ text }) => text).join('')), at: all[0]!.at }
}

/** Beyond what a line may have, nothing more is kept: its reader will say that it is too long. */
function withPart(parts: readonly Part[], { text, at }: Part): readonly Part[] {
  // A shipper that waited in vain for its answer sends the same parts again.
  const before = parts.filter((part) => part.at < at)
  const room = longestLine + 1 - before.reduce((sum, part) => sum + part.text.length, 0)
  return room <= 0 || before.length >= mostParts ? before : [...before, { text: text.slice(0, room), at }]
}

/** Containers write 16 KiB a part. */
const mostParts = 1000

/** stdout and stderr. */
const mostOwnStreams = 2

/** Most lines are not, and need not become text to be told so. */
function mayBeOfContainer(line: string | Uint8Array): boolean {
  const [second, fifth] = typeof line === 'string' ? [line.charCodeAt(1), line.charCodeAt(4)] : [line[1], line[4]]
  return second === quote || fifth === dash
}

const quote = 0x22
const dash = 0x2d

const textOf = (line: string | Uint8Array): string =>
  typeof line === 'string' ? line : Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8')

const brace = 0x7b
const newline = 0x0a
const carriageReturn = 0x0d
const space = 0x20

/** The line with one newline at its end and none within: who wrote a message does not decide where lines begin. */
function terminated(line: string | Uint8Array): Uint8Array {
  const bytes = typeof line === 'string' ? Buffer.from(`${line}\n`) : Buffer.concat([line, Buffer.of(newline)])
  let end = bytes.length - 1
  while (end > 0 && isLineEnd(bytes[end - 1]!)) end--
  let start = 0
  while (start < end && bytes[start] === space) start++
  bytes[end] = newline
  for (let at = bytes.indexOf(newline, start); at < end; at = bytes.indexOf(newline, at + 1)) bytes[at] = space
  return bytes.subarray(start, end + 1)
}

const isLineEnd = (byte: number): boolean => byte === newline || byte === carriageReturn
