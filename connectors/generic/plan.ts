// A checked mapping → what its lines are asked for: the sources in a row, and what each of them says.
import { type Fit, fitFor } from '../../src/event/fit.ts'
import type { Value } from '../../src/event/value.ts'
import { fact, type Meaning } from '../access/facts.ts'
import type { Said, Values } from '../access/values.ts'
import type { Mapping, Source } from './mapping.ts'
import { accessMeanings, requestMeanings } from './targets.ts'
import { openSources } from './values.ts'

export interface Plan {
  readonly mapping: Mapping
  readonly sources: readonly Source[]
  readonly said: readonly Said[]
  /** Fields that are only fitted to their type. */
  readonly plain: readonly PlainField[]
}

export interface PlainField {
  readonly name: string
  readonly index: number
  readonly fit: Fit
}

/** The places of the time and, where lines differ, of the category. */
const timeIndex = 0
export const categoryIndex = 1
const firstField = 2

export function planOf(mapping: Mapping): Plan {
  const { time, category, fields } = mapping
  const meanings = category === 'access' ? accessMeanings : requestMeanings
  const said = fields.flatMap(([target], at): Said[] =>
    (meanings[target] ?? []).map((meaning) => ({ index: firstField + at, meaning })),
  )
  const clock: Meaning = { kind: 'time', fact: time.of === 'start' ? fact.started : fact.ended, open: time.open }
  return {
    mapping,
    sources: [time.source, category === 'access' ? nothing : category, ...fields.map(([, source]) => source)],
    said: [{ index: timeIndex, meaning: clock }, ...said],
    plain: fields.flatMap(([name], at) =>
      meanings[name] === undefined ? [{ name, index: firstField + at, fit: fitFor(name) }] : [],
    ),
  }
}

const nothing: Source = { kind: 'constant', value: '' }

export interface MappedValues extends Values {
  value(index: number): Value
}

export function openValues({ mapping, sources, said, plain }: Plan): MappedValues {
  const values = openSources(sources, mapping.pattern)
  const read = ({ index, fit }: PlainField): Value => fit(values.value(index))
  const byName = new Map(plain.map((field) => [field.name, field]))
  return {
    ...values,
    said,
    named: new Set(byName.keys()),
    at: (index) => textOf(values.value(index)),
    others: () =>
      plain.flatMap((field): [string, Value][] => {
        const value = read(field)
        return value === null ? [] : [[field.name, value]]
      }),
    other(name) {
      const field = byName.get(name)
      return field === undefined ? null : read(field)
    },
  }
}

/** As a header is: one that came several times is joined (RFC 9110 section 5.3). */
function textOf(value: Value): string | null {
  if (value === null || value === '' || value === '-') return null
  return typeof value === 'object' ? value.join(', ') : String(value)
}
