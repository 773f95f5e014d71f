// One function being built: its constants, the helpers it hoists, the fields it reads; then its JavaScript.
import type { Batch } from '../../event/batch.ts'
import type { Layout } from '../../event/layout.ts'
import type { Value } from '../../event/value.ts'
import type { Selection } from '../plan.ts'

/** How a value is judged: as surely true, as surely false, or as true, false or null. */
export type Mode = 'holds' | 'fails' | 'tri'

/**
 * Text of a user reaches the code through `literal` and `constant` alone, so that it is never code itself.
 */
export class Unit {
  readonly #fields = new Map<string, string>()
  readonly #sought = new Map<string, readonly string[] | null>()
  readonly #constants: unknown[] = []
  readonly #helpers: string[] = []
  #temporaries = 0
  #parameters = 0

  /** Names of the fields that the code reads. */
  get fields(): Iterable<string> {
    return this.#fields.keys()
  }

  /** The local that holds a field of the row. */
  field(name: string): string {
    this.#sought.set(name, null)
    return this.#local(name)
  }

  /** The same, for code to which all texts are one in which none of these stands, whatever its case. */
  searched(name: string, texts: readonly string[]): string {
    const known = this.#sought.get(name)
    if (known !== null) this.#sought.set(name, [...(known ?? []), ...texts])
    return this.#local(name)
  }

  /** By field, of which texts one must stand in it to make a difference; null where anything may. */
  get sought(): ReadonlyMap<string, readonly string[] | null> {
    return this.#sought
  }

  #local(name: string): string {
    const known = this.#fields.get(name)
    if (known !== undefined) return known
    const local = `f${this.#fields.size}`
    this.#fields.set(name, local)
    return local
  }

  /** The local that holds a value made when the rule is compiled. */
  constant(value: unknown): string {
    const known = this.#constants.indexOf(value)
    return `k${known >= 0 ? known : this.#constants.push(value) - 1}`
  }

  /** The local that holds a function of the given parameters: made once, not for each event. */
  helper(parameters: string, body: string): string {
    const source = `(${parameters}) => ${body}`
    const known = this.#helpers.indexOf(source)
    return `h${known >= 0 ? known : this.#helpers.push(source) - 1}`
  }

  /** A name for what a function that is made for each event is called with. */
  parameter(): string {
    return `e${this.#parameters++}`
  }

  /** A name for the value of `code`, and what must run first for it to have that value. */
  bind(code: string): { readonly before: string; readonly name: string } {
    if (/^(?:[fktnv]\d*|\(-?[\d.e+-]+\)|"[^"\\]*"|true|false|null)$/.test(code)) return { before: '', name: code }
    const name = `t${this.#temporaries++}`
    return { before: `${name} = ${code}, `, name }
  }

  /** The function over rows of a batch that returns the value of `code`. */
  overRows(code: string, layout: Layout): (batch: Batch, row: number) => Value {
    const reads = [...this.#fields].map(([name, local]) => `const ${local} = c[${layout.slot(name)}].at(row)`)
    const columns = reads.length > 0 ? ['const c = batch.columns'] : []
    return this.#build('batch, row', [...columns, ...reads], code) as (batch: Batch, row: number) => Value
  }

  /** The function over many rows that picks those of which `code` is true. */
  overManyRows(code: string, layout: Layout): Selection {
    const columns = [...this.#fields].map(([name, local]) => `const c${local} = batch.columns[${layout.slot(name)}]`)
    const reads = [...this.#fields.values()].map((local) => `const ${local} = c${local}.at(row)`)
    const opening = [
      ...columns,
      'let count = 0',
      'for (let n = from; n < to; n++) {',
      'const row = rows[n]',
      ...reads,
      `if (${code}) picked[count++] = row`,
      '}',
    ]
    return this.#build('batch, rows, from, to, picked', opening, 'count') as Selection
  }

  /** The field whose value is all there is to the code; null where there is more to it. */
  fieldOf(code: string): string | null {
    for (const [name, local] of this.#fields) if (local === code) return name
    return null
  }

  /** The function of one value, called `v` in the code. */
  overValue(code: string): (v: never) => Value {
    return this.#build('v', [], code) as (v: never) => Value
  }

  #build(parameters: string, opening: readonly string[], code: string): unknown {
    const names = Array.from({ length: this.#temporaries }, (_, i) => `t${i}`)
    const source = [
      '"use strict"',
      ...this.#constants.map((_, i) => `const k${i} = k[${i}]`),
      ...this.#helpers.map((helper, i) => `const h${i} = ${helper}`),
      `return (${parameters}) => {`,
      ...(names.length > 0 ? [`let ${names.join(', ')}`] : []),
      ...opening,
      `return ${code}`,
      '}',
    ].join('\n')
    if (this.#constants.length > 0) return new Function('k', source)(this.#constants)
    const known = withoutConstants.get(source) ?? new Function(source)()
    if (withoutConstants.size >= mostKept) withoutConstants.clear()
    withoutConstants.set(source, known)
    return known
  }
}

/** Many rules group by the same field: functions that hold nothing of their own are made once for all of them. */
const withoutConstants = new Map<string, unknown>()
const mostKept = 4096

/** A constant as JavaScript. */
export function literal(value: string | number | boolean | null): string {
  // In parentheses a number can be negative, and stand before a dot.
  return typeof value === 'number' ? `(${value})` : JSON.stringify(value)
}
