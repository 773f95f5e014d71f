// A line of a log that Zeek writes in columns, under the header that came before it → its fields.
import { readUtf8 } from '../template/unescape.ts'
import { fieldsOfLog, isLog, type Log } from './keys.ts'
import type { LineParser, Loaded } from './parser.ts'

/** What the lines that begin with `#` said. Plain JSON, so that a reader that goes on within the file knows it. */
export interface Header {
  readonly separator: string
  readonly setSeparator: string
  readonly empty: string
  readonly unset: string
  readonly path: string
  readonly fields: readonly string[]
  /** `addr`, `set[string]` …: as many as fields, or none. */
  readonly types: readonly string[]
}

const noHeader: Header = {
  separator: '\t',
  setSeparator: ',',
  empty: '(empty)',
  unset: '-',
  path: '',
  fields: [],
  types: [],
}

export class TsvParser implements LineParser {
  #header: Header
  #log: Log | null = null
  /** Which of the columns is a field; undefined where the file does not have it. */
  #columns: ReadonlyMap<string, number> = new Map()
  /** Columns that hold several values. */
  #lists: ReadonlySet<number> = new Set()
  /** Where the columns begin, and behind the last one. */
  #starts: number[] = []
  #text = ''
  #ascii = true

  constructor(header: Header | null) {
    this.#header = header ?? noHeader
    this.#prepare()
  }

  get header(): Header | null {
    return this.#header === noHeader ? null : this.#header
  }

  load(text: string, ascii: boolean): Loaded {
    if (text.charCodeAt(0) === hash) {
      this.#readHeader(text)
      return 'other'
    }
    if (this.#header.fields.length === 0) return { problem: 'no #fields line before it' }
    if (this.#log === null) return 'other'
    this.#text = text
    this.#ascii = ascii
    return this.#split(text) ? this.#log : { problem: 'not as many columns as #fields says' }
  }

  field(name: string): string | undefined {
    const column = this.#columns.get(name)
    if (column === undefined) return undefined
    const raw = this.#text.slice(this.#starts[column]!, this.#starts[column + 1]! - this.#header.separator.length)
    if (raw === this.#header.unset) return undefined
    if (raw === this.#header.empty) return ''
    if (!this.#lists.has(column)) return this.#unescape(raw)
    return raw
      .split(this.#header.setSeparator)
      .map((item) => this.#unescape(item))
      .join(', ')
  }

  #split(text: string): boolean {
    const { separator, fields } = this.#header
    const starts = this.#starts
    starts.length = 0
    let start = 0
    for (;;) {
      starts.push(start)
      const end = text.indexOf(separator, start)
      if (end < 0) break
      start = end + separator.length
      if (starts.length > fields.length) return false
    }
    starts.push(text.length + separator.length)
    return starts.length === fields.length + 1
  }

  #unescape(raw: string): string {
    if (!raw.includes('\\x')) return this.#ascii ? raw : readUtf8(raw)
    return readUtf8(raw.replace(escaped, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))
  }

  #readHeader(text: string): void {
    const header = changed(this.#header, text)
    if (header === this.#header) return
    this.#header = header
    this.#prepare()
  }

  #prepare(): void {
    const { path, fields, types } = this.#header
    this.#lists = new Set(types.flatMap((type, column) => (/^(?:set|vector)\[/.test(type) ? [column] : [])))
    this.#log = isLog(path) ? path : logOf(fields)
    const wanted = this.#log === null ? [] : ['ts', 'uid', ...fieldsOfLog[this.#log]]
    this.#columns = new Map(
      wanted.flatMap((name) => {
        const column = fields.indexOf(name)
        return column < 0 ? [] : [[name, column] as const]
      }),
    )
  }
}

const hash = 0x23
const escaped = /\\x([\dA-Fa-f]{2})/g

/** `#separator` is followed by a space, since what separates is only said by it. */
function changed(header: Header, text: string): Header {
  if (text.startsWith('#separator ')) {
    const separator = text
      .slice('#separator '.length)
      .replace(escaped, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    return separator === '' || separator.length > longestMark ? header : { ...noHeader, separator }
  }
  const [name, ...values] = text.split(header.separator)
  const value = values[0] ?? ''
  if (name === '#set_separator' && value !== '') return { ...header, setSeparator: value }
  if (name === '#empty_field') return { ...header, empty: value }
  if (name === '#unset_field') return { ...header, unset: value }
  if (name === '#path') return { ...header, path: value }
  if (name === '#fields') return values.length > mostColumns ? header : { ...header, fields: values }
  if (name === '#types') return values.length > mostColumns ? header : { ...header, types: values }
  return header
}

const longestMark = 16
const mostColumns = 512

/** A log under a name of its own is known by what it has. */
function logOf(fields: readonly string[]): Log | null {
  if (!fields.includes('uid')) return null
  if (fields.includes('client_protocols')) return 'websocket'
  if (fields.includes('trans_depth') && fields.includes('uri')) return 'http'
  if (fields.includes('conn_state')) return 'conn'
  if (fields.includes('notice') && fields.includes('name')) return 'weird'
  return null
}
