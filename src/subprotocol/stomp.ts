// STOMP 1.0 to 1.2: frames of a command, headers and a body, several in one message if need be; bare or inside SockJS.
import type { JsonObject } from '../event/tree.ts'
import { type Decoder, mostRecords } from './decoder.ts'
import { type Message, parseJson } from './message.ts'

export const stomp: Decoder = {
  prefix: 'stomp',
  records: 'frames',
  subprotocol: /^v1\d\.stomp$/i,
  path: /\/stomp(?:\/|$)/i,
  decode(message, by) {
    // A command alone may be a word that somebody wrote.
    if (by === 'shape' && message.octets === null && !/\n|\\n/.test(message.text)) return null
    const frames = texts(message).flatMap(readFrames).slice(0, mostRecords)
    return frames.length > 0 ? frames : null
  },
}

/** SockJS wraps texts into arrays: `["…"]` from the client, `a["…"]` from the server. */
function texts({ text, octets }: Message): readonly string[] {
  if (octets !== null) return [octets.toString('utf8')]
  if (!/^a?\["(?:[A-Z]|\\n)/.test(text)) return [text]
  const wrapped = parseJson(text.startsWith('a') ? text.slice(1) : text)
  return Array.isArray(wrapped) ? wrapped.filter((one) => typeof one === 'string').slice(0, mostRecords) : []
}

const command =
  /^(?:CONNECT|STOMP|CONNECTED|SEND|SUBSCRIBE|UNSUBSCRIBE|ACK|NACK|BEGIN|COMMIT|ABORT|DISCONNECT|MESSAGE|RECEIPT|ERROR)$/

/** Line ends between frames are heart-beats. */
function readFrames(text: string): readonly JsonObject[] {
  const frames: JsonObject[] = []
  for (let at = afterLineEnds(text, 0); at < text.length && frames.length < mostRecords; ) {
    const read = readFrame(text, at)
    if (read === null) break
    frames.push(read.frame)
    at = afterLineEnds(text, read.end)
  }
  return frames
}

function afterLineEnds(text: string, from: number): number {
  let at = from
  while (text[at] === '\n' || text[at] === '\r') at++
  return at
}

function readFrame(text: string, start: number): { readonly frame: JsonObject; readonly end: number } | null {
  const head = headAt(text, start)
  const [first = '', ...lines] = text.slice(start, head.end).split('\n')
  const name = first.trimEnd()
  if (!command.test(name)) return null
  const headers = readHeaders(lines, name === 'CONNECT' || name === 'CONNECTED')
  const end = bodyEnd(text, head.body, headers['content-length'])
  const body = text.slice(head.body, end)
  return { frame: { command: name, ...known(headers), headers, ...said(body) }, end: end + 1 }
}

/** STOMP 1.2, "Augmented BNF": a frame without a body may lack all but its NUL. */
function headAt(text: string, start: number): { readonly end: number; readonly body: number } {
  const blank = /\r?\n\r?\n/g
  blank.lastIndex = start
  const found = blank.exec(text)
  const nul = text.indexOf('\0', start)
  const end = nul < 0 ? text.length : nul
  if (!found || found.index > end) return { end, body: end }
  return { end: found.index, body: found.index + found[0].length }
}

/** STOMP 1.2, "Repeated Header Entries": the first one counts. */
function readHeaders(lines: readonly string[], isPlain: boolean): Readonly<Record<string, string>> {
  const headers: Record<string, string> = Object.create(null)
  for (const line of lines.slice(0, mostHeaders)) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/\r$/, '')]
    headers[isPlain ? name : unescaped(name)] ??= (isPlain ? value : unescaped(value)).trim()
  }
  return headers
}

const mostHeaders = 200

/** STOMP 1.2, "Value Encoding". */
const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\([rnc\\])/g, (_, letter: string) => escapes[letter]!) : text

const escapes: Readonly<Record<string, string>> = { r: '\r', n: '\n', c: ':', '\\': '\\' }

/** A body may hold NULs where its length is said: in bytes of UTF-8. Where that does not end at a NUL, it is not so. */
function bodyEnd(text: string, start: number, length: string | undefined): number {
  const nul = text.indexOf('\0', start)
  const end = nul < 0 ? text.length : nul
  if (nul < 0 || length === undefined || !/^\d{1,9}$/.test(length)) return end
  const said = Number(length)
  const bytes = Buffer.from(text.slice(start, start + said + 1))
  return said > end - start && bytes[said] === 0 ? start + bytes.toString('utf8', 0, said).length : end
}

const known = (headers: Readonly<Record<string, string>>): JsonObject => ({
  destination: headers['destination'],
  subscription: headers['subscription'],
  receipt: headers['receipt'] ?? headers['receipt-id'],
  content_type: headers['content-type'],
})

function said(body: string): JsonObject {
  if (body === '') return {}
  return { text: body, body: /^\s*[[{]/.test(body) ? parseJson(body) : undefined }
}
