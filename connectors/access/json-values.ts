// A table of keys → the values of lines that are JSON objects. Only the keys of the table are looked for in a line.
import type { Scalar, Value } from '../../src/event/value.ts'
import { createJsonScanner, type JsonPath } from '../json/scan.ts'
import { readUtf8, undoEscapes } from '../template/unescape.ts'
import type { Meaning } from './facts.ts'
import type { OpenValues, Said } from './values.ts'

/** A key, or the keys from the outermost object inwards, with what its value says. Of several with one fact the first counts. */
export type JsonKey = readonly [key: string | JsonPath, ...meanings: Meaning[]]

export interface JsonKeysOptions {
  /** A line without any of these is of another kind. All lines are of this kind where it is absent. */
  readonly needs?: readonly string[]
}

export function jsonValues(keys: readonly JsonKey[], { needs = [] }: JsonKeysOptions = {}): OpenValues {
  const paths = [...new Map(keys.map(([key]) => [JSON.stringify(pathOf(key)), pathOf(key)])).values()]
  const places = new Map(paths.map((path, index) => [JSON.stringify(path), index]))
  const said = keys.flatMap(([key, ...meanings]): Said[] => {
    const index = places.get(JSON.stringify(pathOf(key)))!
    return meanings.map((meaning) => ({ index, meaning }))
  })
  const needed = needs.map((key) => places.get(JSON.stringify([key]))!)
  const meant = new Set(paths.map((path) => path.join('.')))
  return () => {
    const spans = new Int32Array(paths.length * 2)
    const scanner = createJsonScanner(paths)
    let line = ''
    let ascii = true
    let whole: Readonly<Record<string, unknown>> | null = null
    const others = (): [string, Value][] => {
      whole ??= parseObject(ascii ? line : readUtf8(line))
      return [...leaves(whole, '')].filter(([name]) => !meant.has(name))
    }
    return {
      load(next, nextIsAscii) {
        line = next
        ascii = nextIsAscii
        whole = null
        // A scan that ends at the first character of a line of another kind.
        return scanner.scan(line, spans) && (needed.length === 0 || needed.some((index) => spans[2 * index]! >= 0))
      },
      said,
      at(index) {
        const start = spans[2 * index]!
        return start < 0 ? null : readValue(line, start, spans[2 * index + 1]!, ascii)
      },
      has: (index) => spans[2 * index]! >= 0,
      others,
      other: (name) => others().find(([own]) => own === name)?.[1] ?? null,
    }
  }
}

const pathOf = (key: string | JsonPath): JsonPath => (typeof key === 'string' ? [key] : key)

const quote = 0x22

/** As text: a list of texts is joined by commas, as a header that came several times is (RFC 9110 section 5.3). */
function readValue(line: string, start: number, end: number, ascii: boolean): string | null {
  const raw = line.slice(start, end)
  if (start > 0 && line.charCodeAt(start - 1) === quote) {
    if (raw === '' || raw === '-') return null
    return ascii && !raw.includes('\\') ? raw : readUtf8(undoEscapes(raw))
  }
  if (raw.startsWith('[')) return joined(ascii ? raw : readUtf8(raw))
  return raw === 'null' || raw.startsWith('{') ? null : raw
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
