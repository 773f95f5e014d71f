// The `by` clause for one event → one string to look state up with, and from that string the values again.
import type { KeyPart } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import type { Column } from '../event/column.ts'
import type { Scalar, Value } from '../event/value.ts'
import type { HeldEvent } from './held.ts'
import { longestText, standingFor } from './long-text.ts'

/** The key of a row; null where a part that must be there is not, so that the event joins nothing. */
export function keyOf(by: readonly KeyPart[], batch: Batch, row: number): string | null {
  if (by.length === 1) return partOf(by[0]!, batch, row)
  let key = ''
  for (const part of by) {
    const text = partOf(part, batch, row)
    if (text === null) return null
    key += withLength(text)
  }
  return key
}

/** The column of a key that is one field and nothing else; null for another. */
export function columnOf(by: readonly KeyPart[], batch: Batch): Column | null {
  const slot = by.length === 1 ? by[0]!.slot : undefined
  return slot === undefined ? null : batch.columns[slot]!
}

/** Whether a text is the key that it makes by itself. */
const isOwnKey = (text: string): boolean => text.length <= longestText && text.charCodeAt(0) !== mark

/** The key of values that are at hand; null where one that must be there is not. */
export function keyOfValues(by: readonly Pick<KeyPart, 'optional'>[], values: readonly Value[]): string | null {
  return by.some(({ optional }, i) => !optional && single(values[i]!) === null) ? null : keyOfAll(values)
}

/** The key of values, whether they are there or not. */
export function keyOfAll(values: readonly Value[]): string {
  const texts = values.map(textOf)
  return texts.length === 1 ? texts[0]! : joinParts(texts)
}

/** The values of some columns as a key; what a row does not have counts as a value. */
export function rowKey(slots: readonly number[], batch: Batch, row: number): string {
  return keyOfAll(slots.map((slot) => batch.get(row, slot)))
}

/** The key that those parts make together. */
export const joinParts = (parts: readonly string[]): string => parts.map(withLength).join('')

/** The length first: no two lists of parts make one key. */
const withLength = (text: string): string => `${text.length}:${text}`

function partOf(part: KeyPart, batch: Batch, row: number): string | null {
  const given = part.read(batch, row)
  if (typeof given === 'string') return textOf(given)
  const value = single(given)
  return value === null && !part.optional ? null : textOf(value)
}

/** A field with one value is that value, whether it was written as an array or not; with none it is missing. */
const single = (value: Value): Value =>
  typeof value === 'object' && value !== null && value.length < 2 ? (value[0] ?? null) : value

/** Nearly all keys are texts, which stand for themselves: nothing is built. */
function textOf(given: Value): string {
  if (typeof given === 'string')
    return isOwnKey(given) ? given : given.length > longestText ? cut(given) : `${marked}s${given}`
  const value = single(given)
  if (value === null) return `${marked}n`
  switch (typeof value) {
    case 'string':
      return textOf(value)
    case 'number':
      return `${marked}d${value}`
    case 'boolean':
      return value ? `${marked}bt` : `${marked}bf`
    default:
      return ofArray(JSON.stringify(value))
  }
}

const ofArray = (text: string): string => (text.length > longestText ? cut(text) : `${marked}a${text}`)

/** Whoever sends a megabyte as a key does not make a rule hold it. */
const cut = (text: string): string => `${marked}c${standingFor(text)}`

/** Begins what is no text of its own. */
const marked = '\u0001'
const mark = marked.charCodeAt(0)

/**
 * The values that a key was made of, by the names that the rule calls them. One that was too long for a key is as it is in
 * the event, where that has it.
 */
export function keyValues(
  by: readonly { readonly name: string }[],
  key: string,
  event: Pick<HeldEvent, 'document'> | null = null,
): Record<string, Value> {
  const values = partsOf(key, by.length).map((part, i) => {
    const whole = isCut(part) ? event?.document?.[by[i]!.name] : undefined
    return whole ?? readPart(part)
  })
  return Object.fromEntries(by.map(({ name }, i) => [name, values[i]!]))
}

const isCut = (part: string): boolean => part.charCodeAt(0) === mark && part[1] === 'c'

/** The values that a key was made of, in order. */
export const valuesOfKey = (key: string, length: number): Value[] => partsOf(key, length).map(readPart)

/** The parts of a key that was made of so many. */
export function partsOf(key: string, length: number): readonly string[] {
  if (length === 1) return [key]
  const parts: string[] = []
  for (let at = 0; parts.length < length; ) {
    const start = key.indexOf(':', at) + 1
    at = start + Number(key.slice(at, start - 1))
    parts.push(key.slice(start, at))
  }
  return parts
}

function readPart(text: string): Value {
  if (text.charCodeAt(0) !== mark) return text
  const rest = text.slice(2)
  switch (text[1]) {
    case 's':
    case 'c':
      return rest
    case 'd':
      return Number(rest)
    case 'b':
      return rest === 't'
    case 'a':
      return JSON.parse(rest) as Scalar[]
    default:
      return null
  }
}
