// A value as its sender wrote it → a value of the field's type, or null where it is none.
import { type Field, type FieldType, schema } from './schema.ts'
import type { Scalar, Value } from './value.ts'

export type Fit = (value: Value) => Value

/** Fields outside the schema keep what they have. */
export const fitFor = (name: string): Fit => fitsOfSchema.get(name) ?? asSent

const asSent: Fit = (value) => value

function fitOf(field: Field): Fit {
  const fit = fits[field.type]
  return (value) => {
    if (value === null) return null
    if (isList(value)) return nonEmpty(value.map(fit).filter((item) => item !== null))
    const fitting = fit(value)
    return field.many && fitting !== null ? [fitting] : fitting
  }
}

const fits: Readonly<Record<FieldType, (value: Scalar) => Scalar | null>> = {
  keyword: String,
  ip: String,
  date: (value) => (typeof value === 'boolean' ? null : value),
  long: toNumber,
  double: toNumber,
  boolean: toBoolean,
}

function toNumber(value: Scalar): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean' || value.trim() === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

function toBoolean(value: Scalar): boolean | null {
  if (typeof value === 'boolean') return value
  return value === 'true' ? true : value === 'false' ? false : null
}

const isList = (value: Value): value is readonly Scalar[] => Array.isArray(value)

const nonEmpty = (values: readonly Scalar[]): readonly Scalar[] | null => (values.length > 0 ? values : null)

const fitsOfSchema: ReadonlyMap<string, Fit> = new Map(
  Object.entries(schema).map(([name, field]) => [name, fitOf(field)]),
)
