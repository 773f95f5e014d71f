// The `mapping` of a source → what its lines hold and which fields they fill, or diagnostics that point into its YAML.
import type { Code } from '../../src/diagnostic/codes.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { categories as allCategories, isCategory } from '../../src/event/category.ts'
import type { Scalar } from '../../src/event/value.ts'
import type { TimeReader } from '../access/facts.ts'
import type { Zone } from '../access/zone.ts'
import { checkField } from './check-field.ts'
import { type MappingText, type Path, writeMapping } from './mapping-text.ts'
import { compileLinePattern, type LinePattern } from './pattern.ts'
import { openTimeFormat, timeFormats } from './times.ts'

/** Where a value comes from. */
export type Source =
  | { readonly kind: 'constant'; readonly value: Scalar }
  | {
      readonly kind: 'read'
      /** A group of the pattern, or keys from the outermost object inwards; dots in a single key may be either. */
      readonly from: string
      /** What is written → what is meant; anything else is left out. */
      readonly values: ReadonlyMap<string, string> | null
      readonly scale: number
    }

export interface Mapping {
  /** Null for lines of JSON. */
  readonly pattern: LinePattern | null
  readonly time: { readonly source: Source; readonly open: () => TimeReader; readonly of: 'start' | 'end' }
  /** `access`: a line tells of a request from its start to its end. */
  readonly category: 'access' | Source
  readonly fields: readonly (readonly [target: string, source: Source])[]
}

export type CheckedMapping =
  | { readonly ok: true; readonly mapping: Mapping }
  | { readonly ok: false; readonly text: string; readonly diagnostics: readonly Diagnostic[] }

export function checkMapping(written: unknown, zone: Zone): CheckedMapping {
  const text = writeMapping(written ?? {})
  const check = new Check(text)
  const mapping = isRecord(written) ? check.mapping(written, zone) : check.nothing()
  const { diagnostics } = check
  return mapping !== null && diagnostics.length === 0
    ? { ok: true, mapping }
    : { ok: false, text: text.text, diagnostics }
}

export interface Words {
  readonly message: string
  readonly label: string
  readonly help?: string
}

const known = ['pattern', 'time', 'category', 'fields']
const unitsNs: Readonly<Record<string, number>> = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 }

/** Collects what is wrong; what can be read of the rest is read, so that all is told at once. */
export class Check {
  readonly #text: MappingText
  readonly diagnostics: Diagnostic[] = []
  #groups: readonly string[] | null = null

  constructor(text: MappingText) {
    this.#text = text
  }

  nothing(): null {
    const help = 'say in `mapping` what the lines hold: `time`, `category` and `fields`'
    this.put('M101', 'value', [], { message: 'there is no mapping', label: 'not a mapping', help })
    return null
  }

  put(code: Code, part: 'key' | 'value', path: Path, { message, label, help }: Words): void {
    const span = part === 'key' ? this.#text.keyAt(path) : this.#text.valueAt(path)
    this.diagnostics.push({ code, message, primary: { span, message: label }, ...(help && { help }) })
  }

  mapping(written: Readonly<Record<string, unknown>>, zone: Zone): Mapping | null {
    this.#onlyKeys(written, known, [])
    const pattern = this.#pattern(written['pattern'])
    const time = this.#time(written['time'], zone)
    const category = this.#category(written['category'])
    const fields = this.#fields(written['fields'], category === 'access')
    return time && category && { pattern, time, category, fields }
  }

  #pattern(written: unknown): LinePattern | null {
    if (written === undefined) return null
    const compiled = typeof written === 'string' ? compileLinePattern(written) : null
    if (compiled?.ok) {
      this.#groups = compiled.pattern.groups
      return compiled.pattern
    }
    const label = compiled?.reason ?? 'not text'
    const help = 'patterns are of RE2: no look-ahead, no back-references; groups are named `(?<name>…)`'
    this.put('M102', 'value', ['pattern'], { message: 'this is no pattern', label, help })
    return null
  }

  #time(written: unknown, zone: Zone): Mapping['time'] | null {
    if (written === undefined) {
      const help = 'name the field that holds it: `time: ts`, or `time: { field: ts, format: epoch_ms }`'
      this.put('M103', 'value', [], {
        message: 'the mapping does not say when a line was written',
        label: 'no `time`',
        help,
      })
      return null
    }
    const source = this.source(written, ['time'], ['format', 'of'])
    const { format = null, of = 'end' } = isRecord(written) ? written : {}
    const open = format === null || typeof format === 'string' ? openTimeFormat(format, zone) : null
    if (open === null) {
      const help = `one of ${timeFormats.join(', ')}, or written out as \`dd/MM/yyyy HH:mm:ss.SSS\``
      this.put('M104', 'value', ['time', 'format'], { message: 'unknown time format', label: 'not a format', help })
    }
    if (of !== 'start' && of !== 'end') this.#wrong(['time', 'of'], '`start` or `end`')
    return source && open && { source, open, of: of === 'start' ? 'start' : 'end' }
  }

  #category(written: unknown): Mapping['category'] | null {
    if (written === undefined) {
      const help = `\`access\` for lines of requests, or one of ${ours}; \`{ field: …, values: { … } }\` where lines differ`
      this.put('M105', 'value', [], {
        message: 'the mapping does not say what a line tells',
        label: 'no `category`',
        help,
      })
      return null
    }
    if (written === 'access') return 'access'
    if (typeof written === 'string')
      return this.#isCategory(written, ['category']) ? { kind: 'constant', value: written } : null
    const source = this.source(written, ['category'])
    if (source?.kind !== 'read') return null
    for (const [value, name] of source.values ?? []) this.#isCategory(name, ['category', 'values', value])
    return source
  }

  #isCategory(name: string, path: Path): boolean {
    if (isCategory(name)) return true
    this.put('M105', 'value', path, {
      message: `there is no category \`${name}\``,
      label: 'not a category',
      help: `one of ${ours}, or one of ECS such as authentication`,
    })
    return false
  }

  #fields(written: unknown, isAccess: boolean): Mapping['fields'] {
    if (written === undefined) return []
    if (!isRecord(written)) {
      this.#wrong(['fields'], 'fields with where each comes from')
      return []
    }
    return Object.entries(written).flatMap(([target, from]) => {
      checkField(target, isAccess, (words) => this.put('M106', 'key', ['fields', target], words))
      const source = this.source(from, ['fields', target], target === 'event.duration' ? ['unit', 'value'] : ['value'])
      return source === null ? [] : [[target, source] as const]
    })
  }

  /** `name`, `{ field: name, values: { … } }` or `{ value: … }`. `more`: keys that it may have beside these. */
  source(written: unknown, path: Path, more: readonly string[] = []): Source | null {
    if (typeof written === 'string') return this.#read(written, path, { values: null, scale: 1 })
    if (!isRecord(written)) return this.#wrong(path, 'the name of a field')
    this.#onlyKeys(written, ['field', 'values', ...more], path)
    const { field, value, values, unit = 'ns' } = written
    if (more.includes('value') && isScalar(value)) return { kind: 'constant', value }
    if (typeof field !== 'string') return this.#wrong([...path, 'field'], 'the name of a field')
    const scale = typeof unit === 'string' ? unitsNs[unit] : undefined
    if (scale === undefined) return this.#wrong([...path, 'unit'], '`s`, `ms`, `us` or `ns`')
    if (values !== undefined && !isRecord(values))
      return this.#wrong([...path, 'values'], 'values with what each means')
    const meant = values && new Map(Object.entries(values).map(([one, other]) => [one, String(other)]))
    return this.#read(field, [...path, 'field'], { values: meant ?? null, scale })
  }

  #read(from: string, path: Path, how: Pick<Extract<Source, { kind: 'read' }>, 'values' | 'scale'>): Source | null {
    if (this.#groups === null || this.#groups.includes(from)) return { kind: 'read', from, ...how }
    const help = this.#groups.length > 0 ? `its groups are ${this.#groups.join(', ')}` : 'groups are named `(?<name>…)`'
    this.put('M107', 'value', path, { message: `the pattern has no group \`${from}\``, label: 'no such group', help })
    return null
  }

  #wrong(path: Path, wanted: string): null {
    this.put('M101', 'value', path, { message: `\`${path.at(-1)}\` has a wrong value`, label: `must be ${wanted}` })
    return null
  }

  #onlyKeys(written: Readonly<Record<string, unknown>>, keys: readonly string[], path: Path): void {
    for (const key of Object.keys(written).filter((name) => !keys.includes(name))) {
      const help = `it may have ${keys.join(', ')}`
      this.put('M108', 'key', [...path, key], {
        message: `unknown key \`${key}\``,
        label: 'not a key of a mapping',
        help,
      })
    }
  }
}

const ours = allCategories.slice(0, allCategories.indexOf('alert')).join(', ')

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
