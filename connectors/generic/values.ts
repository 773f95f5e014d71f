// A line and the sources of a mapping → the value of each source, whether the line is JSON or matches a pattern.
import type { Scalar, Value } from '../../src/event/value.ts'
import { createJsonScanner, type JsonPath } from '../json/scan.ts'
import { readUtf8, undoEscapes } from '../template/unescape.ts'
import type { Source } from './mapping.ts'
import type { LinePattern } from './pattern.ts'

/** The values of the line loaded last, by the place of their source. */
export interface SourceValues {
  load(line: string, ascii: boolean, bytes?: Uint8Array, start?: number): boolean
  /** As it was meant; null where the line does not have it. */
  value(index: number): Value
  /** Whether the line has it, be it empty. */
  has(index: number): boolean
}

export function openSources(sources: readonly Source[], pattern: LinePattern | null): SourceValues {
  const names = [...new Set(sources.flatMap((source) => (source.kind === 'read' ? [source.from] : [])))]
  const line = pattern === null ? openJson(names) : openPattern(pattern, names)
  const read = sources.map((source) => ({ source, place: source.kind === 'read' ? names.indexOf(source.from) : -1 }))
  return {
    load: line.load,
    value(index) {
      const { source, place } = read[index]!
      return source.kind === 'constant' ? source.value : meant(line.value(place), source)
    },
    has(index) {
      const { source, place } = read[index]!
      return source.kind === 'constant' || line.has(place)
    },
  }
}

function meant(value: Value, { values, scale }: Extract<Source, { kind: 'read' }>): Value {
  if (value === null || (values === null && scale === 1)) return value
  if (values !== null) return typeof value === 'object' ? null : (values.get(String(value)) ?? null)
  const number = typeof value === 'object' || value === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) ? Math.round(number * scale) : null
}

function openPattern({ groups, match }: LinePattern, names: readonly string[]): SourceValues {
  const places = names.map((name) => groups.indexOf(name))
  const found: (string | null)[] = groups.map(() => null)
  return {
    // What one character is to a pattern is one character, not one byte.
    load: (line, ascii) => match(ascii ? line : readUtf8(line), found),
    value: (index) => found[places[index]!] ?? null,
    has: (index) => (found[places[index]!] ?? null) !== null,
  }
}

const quote = 0x22

function openJson(names: readonly string[]): SourceValues {
  const paths = names.map(pathsOf)
  const scanner = createJsonScanner(paths.flat())
  const spans = new Int32Array(paths.flat().length * 2)
  const first = paths.map((_, index) => paths.slice(0, index).flat().length)
  let line = ''
  let ascii = true
  const placeOf = (index: number): number => {
    const from = first[index]!
    for (let place = from; place < from + paths[index]!.length; place++) if (spans[2 * place]! >= 0) return place
    return -1
  }
  return {
    load(next, nextIsAscii, bytes, start) {
      line = next
      ascii = nextIsAscii
      return scanner.scan(line, spans, bytes, start)
    },
    value(index) {
      const place = placeOf(index)
      return place < 0 ? null : readValue(line, spans[2 * place]!, spans[2 * place + 1]!, ascii)
    },
    has: (index) => placeOf(index) >= 0,
  }
}

/** `a.b` is `b` within `a`, or a key with a dot in it. */
const pathsOf = (name: string): readonly JsonPath[] => (name.includes('.') ? [name.split('.'), [name]] : [[name]])

function readValue(line: string, start: number, end: number, ascii: boolean): Value {
  const raw = line.slice(start, end)
  if (start > 0 && line.charCodeAt(start - 1) === quote) {
    return ascii && !raw.includes('\\') ? raw : readUtf8(undoEscapes(raw))
  }
  const value = parse(ascii ? raw : readUtf8(raw))
  if (Array.isArray(value)) {
    const scalars = value.filter(isScalar)
    return scalars.length > 0 ? scalars : null
  }
  return isScalar(value) ? value : null
}

/** Only of what is no text: numbers are proven here. */
function parse(text: string): unknown {
  const number = Number(text)
  if (text !== '' && !Number.isNaN(number)) return number
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
