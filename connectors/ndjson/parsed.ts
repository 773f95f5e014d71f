// A line of JSON as text → the values of the fields, by JSON.parse: what every other way of reading has to agree with.
import { flatten } from '../../src/event/document.ts'
import type { Value } from '../../src/event/value.ts'
import { createPaths, type Paths } from './paths.ts'

export class ParsedLine {
  readonly #fields: readonly string[]
  readonly #paths: Paths
  /** As they were sent, by the place of their field; null where the line does not have it. */
  readonly values: Value[]

  constructor(fields: readonly string[]) {
    this.#fields = fields
    this.#paths = createPaths(fields)
    this.values = fields.map(() => null)
  }

  /** Says why it is no event, or null. */
  load(text: string): string | null {
    const root = parseJson(text)
    if (root === undefined) return 'not JSON'
    if (!isObject(root)) return 'not a JSON object'
    this.values.fill(null)
    if (this.#paths.walk(root, this.values)) return null
    const document = flatten(root)
    for (const [place, field] of this.#fields.entries()) this.values[place] = document[field] ?? null
    return null
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
