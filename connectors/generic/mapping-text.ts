// A mapping as the config gave it → its YAML, with the place of every key and value: what its diagnostics point into.
import type { Span } from '../../src/diagnostic/diagnostic.ts'

export type Path = readonly string[]

export interface MappingText {
  readonly text: string
  /** Where the value at a path stands; of a path that is not there, the nearest one above. */
  valueAt(path: Path): Span
  keyAt(path: Path): Span
}

export function writeMapping(mapping: unknown): MappingText {
  const writer = new Writer()
  writer.value(mapping, [], 0)
  const { text, values, keys } = writer
  const find = (first: ReadonlyMap<string, Span>, path: Path): Span => {
    for (let length = path.length; length > 0; length--) {
      const name = nameOf(path.slice(0, length))
      const span = first.get(name) ?? values.get(name) ?? keys.get(name)
      if (span !== undefined) return span
    }
    return { start: 0, end: text.length }
  }
  return { text, valueAt: (path) => find(values, path), keyAt: (path) => find(keys, path) }
}

const nameOf = (path: Path): string => JSON.stringify(path)

class Writer {
  text = ''
  readonly values = new Map<string, Span>()
  readonly keys = new Map<string, Span>()

  value(value: unknown, path: Path, indent: number): void {
    const isBlock = isObject(value) && Object.keys(value).length > 0 && path.length < deepest
    if (!isBlock) this.#note(this.values, path, scalar(value))
    else for (const [key, inner] of Object.entries(value)) this.#entry(key, inner, path, indent)
  }

  #entry(key: string, value: unknown, path: Path, indent: number): void {
    if (this.text !== '') this.text += '\n'
    this.text += ' '.repeat(indent)
    const own = [...path, key]
    this.#note(this.keys, own, scalar(key))
    this.text += ':'
    if (!isObject(value) || Object.keys(value).length === 0) this.text += ' '
    this.value(value, own, indent + 2)
  }

  #note(spans: Map<string, Span>, path: Path, written: string): void {
    spans.set(nameOf(path), { start: this.text.length, end: this.text.length + written.length })
    this.text += written
  }
}

/** Deeper than any mapping may be. */
const deepest = 20

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Plain where YAML takes it for the same text, else in single quotes. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? String(value)
  const isPlain = /^[A-Za-z_][\w./-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off)$/i.test(value)
  return isPlain ? value : `'${value.replaceAll("'", "''").replaceAll('\n', ' ')}'`
}
