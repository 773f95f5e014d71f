// Zeek's logs → events: one file, one stream of many logs, or several files that are read together.
import { isAscii } from 'node:buffer'
import type { Batch } from '../../src/event/batch.ts'
import type { FileReader, JoinedReaders, Reader, ReaderContext } from '../connector.ts'
import { createTeller } from '../joined/teller.ts'
import { eachLine, excerptOf, longestLine, tooLong } from '../lines.ts'
import { type Expected, Join, type SavedJoin } from './join.ts'
import { JsonParser } from './json.ts'
import type { Log } from './keys.ts'
import { readLine, timeOf } from './line.ts'
import type { LineParser } from './parser.ts'
import { zeekEvents } from './product.ts'
import { type Header, TsvParser } from './tsv.ts'

interface SavedReader {
  readonly header: Header | null
  readonly join: SavedJoin
}

/** Of a single source it is learned which logs come. */
export function openReader(context: ReaderContext, saved: unknown): Reader {
  const before = saved as SavedReader | undefined
  const join = openJoin(context, 'as-seen', before?.join)
  const file = new ZeekFile(context, join, before?.header ?? null)
  let last: SavedReader | null = null
  return {
    read(bytes, offset, isLast, batch) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      const ascii = isAscii(bytes)
      return eachLine(bytes, isLast, (start, end) => {
        file.lookAt(buffer, { start, end, ascii }, offset + start)
        file.take(batch)
      })
    },
    settle: (batch) => join.settle(true, batch),
    save() {
      const now = { header: file.save(), join: join.save() }
      if (last?.header !== now.header || last.join !== now.join) last = now
      return last
    },
  }
}

export function openTogether(context: ReaderContext, logs: readonly string[], saved: unknown): JoinedReaders {
  const [conn, http, websocket] = ['conn', 'http', 'websocket'].map((log) => logs.includes(log))
  const expected = { conn: conn!, http: http!, websocket: websocket! }
  const join = openJoin(context, expected, saved as SavedJoin | undefined)
  return {
    file: (source, header) => new ZeekFile({ ...context, source }, join, (header ?? null) as Header | null),
    settle: (atEnd, batch) => join.settle(atEnd, batch),
    save: () => join.save(),
  }
}

const openJoin = (context: ReaderContext, expected: Expected | 'as-seen', saved: SavedJoin | undefined): Join =>
  new Join({ tell: createTeller(zeekEvents, context), aside: context.aside, expected }, saved ?? null)

interface Span {
  readonly start: number
  readonly end: number
  readonly ascii: boolean
}

/** The lines of one file. */
class ZeekFile implements FileReader {
  readonly #context: ReaderContext
  readonly #join: Join
  readonly #tsv: TsvParser
  readonly #json = new JsonParser()
  #parser: LineParser = this.#json
  #log: Log | null = null
  #at = 0
  #us = Number.NaN

  constructor(context: ReaderContext, join: Join, header: Header | null) {
    this.#context = context
    this.#join = join
    this.#tsv = new TsvParser(header)
  }

  look(line: Uint8Array, at: number): number {
    const buffer = Buffer.from(line.buffer, line.byteOffset, line.length)
    return this.lookAt(buffer, { start: 0, end: line.length, ascii: isAscii(line) }, at)
  }

  /** The same of a line within a buffer. `ascii`: all of the buffer is. */
  lookAt(buffer: Buffer, { start, end, ascii }: Span, at: number): number {
    this.#at = at
    this.#log = null
    this.#us = Number.NaN
    const text = buffer.toString('latin1', start, Math.min(end, start + longestLine))
    if (end - start > longestLine) return this.#problem(tooLong, text)
    this.#parser = text.charCodeAt(0) === openBrace ? this.#json : this.#tsv
    const loaded = this.#parser.load(text, ascii, buffer, start)
    if (typeof loaded === 'object') return this.#problem(loaded.problem, text)
    if (loaded === 'other') return Number.NaN
    this.#log = loaded
    this.#us = timeOf(this.#parser, loaded)
    return this.#us
  }

  take(batch: Batch): void {
    const log = this.#log
    if (log === null) return
    this.#join.see(log)
    this.#join.reach(this.#us, batch)
    const parser = this.#parser
    if (log === 'conn' && !this.#join.concerns(parser.field('uid') ?? '', parser.field('service'))) return
    if (log === 'weird' && !parser.field('name')?.startsWith('websocket_')) return
    const { source, request } = this.#context
    const line = readLine(parser, log, { source, at: this.#at }, request)
    if (typeof line === 'string') this.#problem(line, parser.field('uid') ?? '')
    else this.#join.put(line, batch)
  }

  save(): Header | null {
    return this.#tsv.header
  }

  #problem(reason: string, text: string): number {
    this.#context.aside.put(reason, this.#at, excerptOf(text))
    return Number.NaN
  }
}

const openBrace = 0x7b
