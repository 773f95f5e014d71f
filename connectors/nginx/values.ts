// One line of an nginx log → the values of its variables: cut by a log_format, or by the keys of a JSON object.
import type { LogFormat } from '../../grammar/log-format/log-format.ts'
import { createSplitter } from '../template/split.ts'
import { readUtf8, undoEscapes } from '../template/unescape.ts'
import { isVariable, jsonKeys, shapes } from './variables.ts'

/** The values of the line loaded last. */
export interface Values {
  /** `line` holds one character a byte. False where the line is not of this kind. */
  load(line: string, ascii: boolean): boolean
  /** By index. A JSON line may lack any of them. */
  readonly names: readonly string[]
  /** Null where nothing was logged: `-`, or nothing at all. */
  at(index: number): string | null
  /** Whether the line has a place for it, empty or not. */
  has(index: number): boolean
  /** What else the line says, under the names that the format gives it. */
  others(): readonly (readonly [name: string, value: string | number | boolean])[]
}

export function templateValues(format: LogFormat): Values {
  const mode = format.escape ?? 'default'
  const splitter = createSplitter(format.parts, mode, shapes)
  const spans = new Int32Array(splitter.names.length * 2)
  const read = mode === 'none' ? (text: string) => text : undoEscapes
  let line = ''
  let ascii = true
  const at = (index: number): string | null => {
    const text = line.slice(spans[2 * index]!, spans[2 * index + 1]!)
    if (text === '' || text === '-') return null
    // An escape may stand for half of a character, so a line of ASCII can still hold UTF-8.
    return ascii && !text.includes('\\') ? text : readUtf8(read(text))
  }
  return {
    load(next, nextIsAscii) {
      line = next
      ascii = nextIsAscii
      return splitter.split(line, spans)
    },
    names: splitter.names,
    at,
    has: () => true,
    others: () =>
      splitter.names.flatMap((name, index) => {
        const value = isVariable(name) ? null : at(index)
        return value === null ? [] : [[name, value] as const]
      }),
  }
}

/** Lines that are JSON objects, read without being told the format: keys are variables, or usual names for them. */
export function jsonValues(): Values {
  let object: Readonly<Record<string, unknown>> = {}
  return {
    load(line, ascii) {
      const found = parseObject(ascii ? line : readUtf8(line))
      object = found ?? {}
      return found !== null
    },
    names: Object.keys(jsonKeys),
    at(index) {
      for (const key of keysInOrder[index]![1]) {
        const value = object[key]
        const text = typeof value === 'number' ? String(value) : value
        if (typeof text === 'string' && text !== '' && text !== '-') return text
      }
      return null
    },
    has: (index) => keysInOrder[index]![1].some((key) => Object.hasOwn(object, key)),
    others: () => Object.entries(object).filter(isOther),
  }
}

const keysInOrder = Object.entries(jsonKeys)
const knownKeys = new Set<string>(keysInOrder.flatMap(([, keys]) => keys))

const isOther = (entry: [string, unknown]): entry is [string, string | number | boolean] =>
  !knownKeys.has(entry[0]) &&
  entry[1] !== '' &&
  entry[1] !== '-' &&
  ['string', 'number', 'boolean'].includes(typeof entry[1])

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  // A parser that throws at every line of another kind would take most of the time.
  if (!text.startsWith('{')) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null
  } catch {
    return null
  }
}
