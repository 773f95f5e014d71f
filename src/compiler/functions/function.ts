// The contract of a built-in function of the language: signature, documentation, examples, implementation.

import type { Scalar, Value } from '../../event/value.ts'
import type { Expression } from '../ast.ts'

/** `number` takes long and double; `any` takes every type. */
export type ParameterType = 'keyword' | 'number' | 'boolean' | 'ip' | 'any'

export interface Parameter {
  readonly name: string
  readonly type: ParameterType
  readonly optional?: true
  /** May be given any number of times; the last parameter only. */
  readonly many?: true
  /** Must be written out in the rule. */
  readonly constant?: true
  /** Must be a field. */
  readonly field?: true
  /** What is wrong with a text that is written out, from which of its characters on; null where nothing is. */
  readonly mistake?: (text: string) => { readonly at: number; readonly why: string } | null
}

/** `number`: long where all arguments are, else double; `any`: known only when an event is seen. */
export type ResultType = 'keyword' | 'long' | 'double' | 'boolean' | 'number' | 'any'

/** What is known of a call before any event is seen. */
export interface CallSite {
  /** `name~`: upper and lower case are one. */
  readonly fold: boolean
  /** The argument's value where it is written out; undefined where it depends on the event. */
  readonly constants: readonly (Scalar | undefined)[]
  /** Whether numbers of these types divide to an integer; `by value` where only the event can tell. */
  readonly integers: 'yes' | 'no' | 'by value'
}

/** Called with as many scalars of the right types as were written: null and arrays are dealt with before. */
// biome-ignore lint/suspicious/noExplicitAny: the parameters are checked against the signature when a rule is compiled
export type Implementation = (...given: any[]) => Value

export interface RuleFunction {
  readonly name: string
  readonly summary: string
  readonly parameters: readonly Parameter[]
  readonly returns: ResultType
  /** Whether there is a `name~` that takes upper and lower case as one. */
  readonly folds: boolean
  /** Run as tests, and printed in the reference. */
  readonly examples: readonly { readonly expression: string; readonly value: Value }[]
  /** Prepares the function for one call in a rule. */
  readonly prepare: (site: CallSite) => Implementation
  /** Of one that gives what stands in an array: its elements, whole, for `arraySearch`. */
  readonly elements?: (site: CallSite) => (text: string) => readonly unknown[] | null
  /** In a condition's place it stands for whether it has a value. */
  readonly isFinding?: true
  /** Of what is learned of events: the field that holds it, which is read instead. */
  readonly learned?: (given: readonly Expression[]) => string | null
}

export const defineFunction = (definition: RuleFunction): RuleFunction => definition
