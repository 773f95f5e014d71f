// A line of a log that Zeek writes as JSON, of one log or of many in one stream → its fields.
import { createJsonScanner, type JsonPath } from '../json/scan.ts'
import { readUtf8, undoEscapes } from '../template/unescape.ts'
import { fieldsOfLog, isLog, type Log } from './keys.ts'
import type { LineParser, Loaded } from './parser.ts'

/** Where a stream says which log a line is of: `json-streaming-logs`, and what other shippers call it. */
const pathNames = ['_path', '@path'] as const

/** Tell the logs apart where no line names its own. */
const telling = ['client_protocols', 'client_extensions', 'notice', 'mime_type', 'query']

const names = [...new Set(['ts', 'uid', ...Object.values(fieldsOfLog).flat(), ...pathNames, ...telling])]

/** Dots become underscores on the way into some stores. */
const paths: readonly JsonPath[] = [...names, ...names.filter((name) => name.includes('.')).map(underscored)].map(
  (name) => [name],
)

function underscored(name: string): string {
  return name.replaceAll('.', '_')
}

const places = new Map(paths.map(([name], place) => [name!, place]))

export class JsonParser implements LineParser {
  readonly #scanner = createJsonScanner(paths)
  readonly #spans = new Int32Array(paths.length * 2)
  #text = ''
  #ascii = true

  load(text: string, ascii: boolean, bytes: Uint8Array, start: number): Loaded {
    this.#text = text
    this.#ascii = ascii
    if (!this.#scanner.scan(text, this.#spans, bytes, start)) return { problem: 'not JSON' }
    const path = this.field('_path') ?? this.field('@path')
    if (path !== undefined) return isLog(path) ? path : 'other'
    return this.#has('ts') ? (this.#log() ?? 'other') : { problem: 'not a line of a Zeek log' }
  }

  field(name: string): string | undefined {
    const place = places.get(name)!
    const start = this.#spans[2 * place]!
    if (start < 0) return name.includes('.') ? this.field(underscored(name)) : undefined
    const raw = this.#text.slice(start, this.#spans[2 * place + 1]!)
    if (this.#text.charCodeAt(start - 1) === quote) return this.#read(raw)
    if (raw.charCodeAt(0) === openBracket) return joined(this.#ascii ? raw : readUtf8(raw))
    return raw === 'null' || raw.charCodeAt(0) === openBrace ? undefined : raw
  }

  #read(raw: string): string {
    return this.#ascii && !raw.includes('\\') ? raw : readUtf8(undoEscapes(raw))
  }

  #has(name: string): boolean {
    return this.#spans[2 * places.get(name)!]! >= 0
  }

  #log(): Log | null {
    if (!this.#has('uid')) return null
    if (this.#has('conn_state')) return 'conn'
    if (this.#has('trans_depth')) return 'http'
    if (this.#has('notice') && this.#has('name')) return 'weird'
    if (this.#has('proto') || this.#has('query') || this.#has('mime_type')) return null
    return ofWebSocket.some((name) => this.#has(name)) ? 'websocket' : null
  }
}

/** Any of them: all that websocket.log has is left out where it is unset. */
const ofWebSocket = ['client_protocols', 'client_extensions', 'server_extensions', 'subprotocol', 'uri']

const quote = 0x22
const openBracket = 0x5b
const openBrace = 0x7b

function joined(raw: string): string | undefined {
  try {
    const values = JSON.parse(raw) as unknown
    return Array.isArray(values) ? values.filter((value) => typeof value === 'string').join(', ') : undefined
  } catch {
    return undefined
  }
}
