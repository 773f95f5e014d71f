// The functions that statistics are made of: what each takes and gives.
import type { AggregateKind } from '../plan.ts'
import type { Type } from './types.ts'

export interface AggregateFunction {
  readonly kind: AggregateKind
  /** `none`: counts events; `number`: takes numbers; `any`: takes every type. */
  readonly takes: 'none' | 'number' | 'any'
  readonly gives: (argument: Type) => Type
  readonly doc: string
}

const asArgument = (argument: Type): Type => argument

// biome-ignore format: table
export const aggregateFunctions: Readonly<Record<string, AggregateFunction>> = {
  count:          { kind: 'count',          takes: 'none',   gives: () => 'long',   doc: 'How many events.' },
  sum:            { kind: 'sum',            takes: 'number', gives: () => 'double', doc: 'The sum of the values.' },
  avg:            { kind: 'avg',            takes: 'number', gives: () => 'double', doc: 'Their mean.' },
  min:            { kind: 'min',            takes: 'number', gives: asArgument,     doc: 'The least of them.' },
  max:            { kind: 'max',            takes: 'number', gives: asArgument,     doc: 'The greatest of them.' },
  count_distinct: { kind: 'count_distinct', takes: 'any',    gives: () => 'long',   doc: 'How many different values.' },
  values:         { kind: 'values',         takes: 'any',    gives: asArgument,     doc: 'The different values.' },
  first:          { kind: 'first',          takes: 'any',    gives: asArgument,     doc: 'The value of the first event that has one.' },
  last:           { kind: 'last',           takes: 'any',    gives: asArgument,     doc: 'The value of the last event that has one.' },
}

export const aggregateOf = (name: string): AggregateFunction | undefined =>
  Object.hasOwn(aggregateFunctions, name) ? aggregateFunctions[name] : undefined
