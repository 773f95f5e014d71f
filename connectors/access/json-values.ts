// A table of keys → the values of lines that are JSON objects. Only the keys of the table are looked for in a line.
import type { Scalar, Value } from '../../src/event/value.ts'
import { createJsonScanner, type JsonPath } from '../json/scan.ts'
import { readUtf8, undoEscapes } from '../template/unescape.ts'
import { fact, type Meaning } from './facts.ts'
import type { EventKind } from './fields.ts'
import { addressesApart } from './rows/addresses.ts'
import type { JsonLines } from './rows/json-lines.ts'
import type { CodedRow, OpenValues, Said, Values } from './values.ts'

/** A key, or the keys from the outermost object inwards, with what its value says. Of several with one fact the first counts. */
export type JsonKey = readonly [key: string | JsonPath, ...meanings: Meaning[]]

export interface JsonKeysOptions {
  /** A line without any of these is of another kind. All lines are of this kind where it is absent. */
  readonly needs?: readonly string[]
  /** Said of a line that has none of these. */
  readonly whyNot?: string
  /** Of a key that is only written where there was something, another whose presence says that it would have been. */
  readonly vouchedBy?: (path: JsonPath) => JsonPath | null
  /** Keys that are kept as they are besides what they mean. */
  readonly keeps?: readonly string[]
  /** The events that such a line gives of an upgrade, where not both. */
  readonly tells?: readonly EventKind[]
}

export function jsonValues(keys: readonly JsonKey[], options: JsonKeysOptions = {}): OpenValues {
  const { needs = [], keeps = [], whyNot = null, vouchedBy = () => null, tells } = options
  const paths = [...new Map(keys.map(([key]) => [JSON.stringify(pathOf(key)), pathOf(key)])).values()]
  const places = new Map(paths.map((path, index) => [JSON.stringify(path), index]))
  const vouchers = paths.map((path) => places.get(JSON.stringify(vouchedBy(path))) ?? -1)
  const said = keys.flatMap(([key, ...meanings]): Said[] => {
    const index = places.get(JSON.stringify(pathOf(key)))!
    return meanings.map((meaning) => ({ index, meaning }))
  })
  const needed = needs.map((key) => places.get(JSON.stringify([key]))!)
  const credentials = new Uint8Array(paths.length)
  for (const { index, meaning } of said) if (isCredential(meaning)) credentials[index] = 1
  const meant = new Set(paths.map((path) => path.join('.')).filter((name) => !keeps.includes(name)))
  const scanned: JsonLines = { kind: 'json', paths, isNumber: numbersOf(paths.length, said), isCredential: credentials }
  return (row) => {
    if (row !== undefined) return ofRow(row)
    const spans = new Int32Array(paths.length * 2)
    const scanner = createJsonScanner(paths)
    let line = ''
    let ascii = true
    /** Neither escapes nor more than ASCII: what stands there is what is meant. */
    let plain = true
    let isOther = false
    let whole: Readonly<Record<string, unknown>> | null = null
    const others = (): [string, Value][] => {
      whole ??= parseObject(ascii ? line : readUtf8(line))
      return [...leaves(whole, '')].filter(([name]) => !meant.has(name))
    }
    return {
      load(next, nextIsAscii, bytes, start) {
        isOther = false
        // A scan that ends at the first character of a line of another kind.
        if (!scanner.scan(next, spans, bytes, start)) return false
        line = next
        ascii = nextIsAscii
        plain = ascii && !line.includes('\\')
        whole = null
        isOther = needed.length > 0 && !needed.some((index) => spans[2 * index]! >= 0)
        return !isOther
      },
      whyNot: () => (isOther ? whyNot : null),
      ...(tells === undefined ? {} : { tells }),
      said,
      met: {
        get count() {
          return scanner.found
        },
        has: scanner.wasFound,
      },
      at(index) {
        const start = spans[2 * index]!
        if (start < 0) return null
        const end = spans[2 * index + 1]!
        return credentials[index] === 1 && line.charCodeAt(start - 1) !== quote && isBracketed(line, start)
          ? readCredentials(line.slice(start, end), ascii)
          : readValue(line, start, end, ascii, plain)
      },
      has: (index) => spans[2 * index]! >= 0 || (vouchers[index]! >= 0 && spans[2 * vouchers[index]!]! >= 0),
      others,
      other: (name) => others().find(([own]) => own === name)?.[1] ?? null,
      scanned,
    }
  }

  function ofRow(row: CodedRow): Values {
    return {
      load: () => needed.length === 0 || needed.some((index) => row.has(index)),
      ...(tells === undefined ? {} : { tells }),
      ...addressesApart(said, row),
      isPositive: row.isPositive,
      numberAt: row.numberAt,
      has: (index) => row.has(index) || (vouchers[index]! >= 0 && row.has(vouchers[index]!)),
      others: () => [],
      other: () => null,
      scanned,
    }
  }
}

/** Those that are read as numbers, and as nothing else. */
function numbersOf(count: number, said: readonly Said[]): Uint8Array {
  const numbers = new Uint8Array(count)
  for (const { index, meaning } of said) if (meaning.kind === 'number') numbers[index] = 1
  for (const { index, meaning } of said) if (meaning.kind !== 'number') numbers[index] = 0
  return numbers
}

const pathOf = (key: string | JsonPath): JsonPath => (typeof key === 'string' ? [key] : key)

const quote = 0x22

/** What stands where a value is, quotes and all → its text, as that of a line is read. */
export function textOf(raw: string, isCredential: boolean): string | null {
  const plain = !beyondPlain.test(raw)
  if (raw.charCodeAt(0) === quote) return readValue(raw, 1, raw.length - 1, plain, plain)
  return isCredential && isBracketed(raw, 0) ? readCredentials(raw, plain) : readValue(raw, 0, raw.length, plain, plain)
}

/** Escapes, and what is not ASCII. */
const beyondPlain = /[\\\x80-\xff]/

/** As text: a list of texts is joined by commas, as a header that came several times is (RFC 9110 section 5.3). */
function readValue(line: string, start: number, end: number, ascii: boolean, plain: boolean): string | null {
  const raw = line.slice(start, end)
  if (start > 0 && line.charCodeAt(start - 1) === quote) {
    if (raw === '' || raw === '-') return null
    return plain ? raw : readUtf8(undoEscapes(raw))
  }
  if (raw.startsWith('[')) return onlyText(raw) ?? joined(ascii ? raw : readUtf8(raw))
  return raw === 'null' || raw.startsWith('{') ? null : raw
}

/** `["one"]`, as most headers are that come as lists; null where it is anything else, or may mean something else. */
function onlyText(raw: string): string | null {
  const text = raw.length < 5 || raw.charCodeAt(1) !== quote ? '-' : raw.slice(2, -2)
  return text === '-' || !raw.endsWith('"]') || !plainWords.test(text) ? null : text
}

const plainWords = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/

const openBracket = 0x5b
const openBrace = 0x7b

const isBracketed = (line: string, at: number): boolean =>
  line.charCodeAt(at) === openBracket || line.charCodeAt(at) === openBrace

const isCredential = (meaning: Meaning): boolean =>
  meaning.kind === 'text' && (meaning.fact === fact.cookie || meaning.fact === fact.authorization)

/** A list that was emptied hides what was sent; an object has the cookies by their names. */
function readCredentials(raw: string, ascii: boolean): string | null {
  const text = ascii ? raw : readUtf8(raw)
  if (text.startsWith('[')) return joined(text) ?? 'REDACTED'
  return (
    Object.entries(parseObject(text))
      .flatMap(([name, value]) => (isScalar(value) ? [`${name}=${value}`] : []))
      .join('; ') || null
  )
}

function joined(raw: string): string | null {
  const values = parse(raw)
  return Array.isArray(values) ? values.filter(isScalar).map(String).join(', ') || null : null
}

function* leaves(object: Readonly<Record<string, unknown>>, prefix: string): Generator<[string, Value]> {
  for (const [key, value] of Object.entries(object)) {
    const name = `${prefix}${key}`
    if (isScalar(value)) {
      if (value !== '' && value !== '-') yield [name, value]
    } else if (Array.isArray(value)) {
      const scalars = value.filter(isScalar)
      if (scalars.length > 0) yield [name, scalars]
    } else if (typeof value === 'object' && value !== null && prefix.length < deepest) {
      yield* leaves(value as Readonly<Record<string, unknown>>, `${name}.`)
    }
  }
}

/** Names grow with every level: no product goes so deep, and a stack has an end. */
const deepest = 200

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value = parse(text)
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
