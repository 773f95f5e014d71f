// Bytes of one direction of HTTP/1.1, however cut → the text of each head; bodies are passed over. RFC 9112.
import { Collector } from './collector.ts'
import type { Body } from './http-head.ts'

export interface HeadSink {
  /** Whether a head may be read now; otherwise the reader stops in front of it. */
  mayRead(): boolean
  /** A head is whole: what follows it, or null to stop reading here. */
  head(text: string): Body | null
}

type Mode = 'head' | 'body' | 'chunk-size' | 'chunk' | 'trailer' | 'until-end'

export class HttpReader {
  /** Set where the bytes are no HTTP: nothing more will be read. */
  isBroken = false
  /** Set where TLS begins instead of a head: the reader stands in front of it. */
  isTls = false
  private mode: Mode = 'head'
  /** Bytes of a body or chunk still to pass over. */
  private left = 0
  private readonly sink: HeadSink
  private readonly lines: Collector
  /** Bytes of `lines` that hold no end of the head. */
  private searched = 0
  private isStopped = false

  constructor(sink: HeadSink, headBytes: number, charge: (bytes: number) => void) {
    this.sink = sink
    this.lines = new Collector(headBytes, charge)
  }

  /** Reads until the bytes end or the sink says stop; returns where. */
  push(bytes: Buffer, start: number, end: number): number {
    let at = start
    this.isStopped = false
    while (at < end && !this.isStopped && !this.isBroken && !this.isTls && this.mayStep())
      at = this.step(bytes, at, end)
    return at
  }

  /** So many bytes are missing. False where they were more than the rest of a body. */
  gap(length: number): boolean {
    if (this.mode === 'until-end') return true
    if ((this.mode !== 'body' && this.mode !== 'chunk') || this.left < length) return false
    this.pass(0, length)
    return true
  }

  shed(): void {
    if (this.lines.length > 0) this.break()
  }

  private mayStep(): boolean {
    return this.mode !== 'head' || this.lines.length > 0 || this.sink.mayRead()
  }

  private step(bytes: Buffer, at: number, end: number): number {
    switch (this.mode) {
      case 'head':
        return this.readHead(bytes, at, end)
      case 'body':
      case 'chunk':
        return this.pass(at, end)
      case 'chunk-size':
      case 'trailer':
        return this.readLine(bytes, at, end)
      case 'until-end':
        return end
    }
  }

  private break(): void {
    this.isBroken = true
    this.lines.clear()
  }

  private pass(at: number, end: number): number {
    const used = Math.min(this.left, end - at)
    this.left -= used
    if (this.left === 0) this.mode = this.mode === 'chunk' ? 'chunk-size' : 'head'
    return at + used
  }

  private readHead(bytes: Buffer, at: number, end: number): number {
    // Section 2.2: empty lines before a first line are passed over. Anything else begins with a capital letter.
    if (this.lines.length === 0) {
      const first = bytes[at]!
      if (first === carriageReturn || first === lineFeed) return at + 1
      if (first === tlsHandshake) {
        this.isTls = true
        return at
      }
      if (first < 0x41 || first > 0x5a) {
        this.break()
        return end
      }
    }
    const before = this.lines.length
    this.lines.append(bytes, at, end)
    const kept = this.lines.kept()
    const headEnd = endOfHead(kept, this.searched)
    this.searched = Math.max(0, kept.length - 3)
    if (headEnd >= 0) this.finishHead(kept.toString('latin1', 0, headEnd))
    else if (this.lines.isCut) this.break()
    return headEnd < 0 ? end : at + headEnd - before
  }

  private finishHead(text: string): void {
    this.clearLines()
    const body = this.sink.head(text.trimEnd())
    if (body === null) this.isStopped = true
    else this.follow(body)
  }

  private follow(body: Body): void {
    if (body.kind === 'length') {
      this.left = body.bytes
      this.mode = body.bytes > 0 ? 'body' : 'head'
    } else if (body.kind === 'chunked') this.mode = 'chunk-size'
    else this.mode = body.kind === 'until-end' ? 'until-end' : 'head'
  }

  /** Section 7.1: a chunk's size, or a line of the trailer. */
  private readLine(bytes: Buffer, at: number, end: number): number {
    const feed = bytes.indexOf(lineFeed, at)
    const until = feed < 0 || feed >= end ? end : feed + 1
    this.lines.append(bytes, at, until)
    if (this.lines.isCut) this.break()
    else if (until === feed + 1) this.finishLine(this.lines.kept().toString('latin1').trim())
    return until
  }

  private finishLine(line: string): void {
    this.clearLines()
    if (this.mode === 'trailer') {
      if (line === '') this.mode = 'head'
      return
    }
    // The line end behind a chunk's data.
    if (line === '') return
    const size = /^([0-9a-f]{1,12})\s*(?:;.*)?$/i.exec(line)
    if (!size) {
      this.break()
      return
    }
    this.left = Number.parseInt(size[1]!, 16)
    this.mode = this.left === 0 ? 'trailer' : 'chunk'
  }

  private clearLines(): void {
    this.lines.clear()
    this.searched = 0
  }
}

const carriageReturn = 13
const lineFeed = 10
/** RFC 8446 section 5.1: a record of the handshake. */
const tlsHandshake = 22

/** Where a head ends, behind its empty line; -1 where it does not yet. */
function endOfHead(bytes: Buffer, from: number): number {
  for (let feed = bytes.indexOf(lineFeed, from); feed >= 0; feed = bytes.indexOf(lineFeed, feed + 1)) {
    if (bytes[feed + 1] === lineFeed) return feed + 2
    if (bytes[feed + 1] === carriageReturn && bytes[feed + 2] === lineFeed) return feed + 3
  }
  return -1
}
