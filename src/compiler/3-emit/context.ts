// Where an expression is emitted: the function being built, and what names mean there.
import { wholeName } from '../../event/tree.ts'
import type { LoadedList, Scope } from '../2-check/scope.ts'
import type { Names } from '../2-check/types.ts'
import type { Expression, FieldReference, MacroDeclaration } from '../ast.ts'
import type { Unit } from './unit.ts'

export interface Context {
  readonly unit: Unit
  readonly names: Names
  /** The code that gives what a name stands for. */
  read(reference: FieldReference): string
  /** The code that gives the elements of what a name stands for, each whole, where they are kept so. */
  readonly whole?: (reference: FieldReference) => string
  /** The same as `read`, for code to which all texts are one in which none of these stands. */
  search(reference: FieldReference, texts: readonly string[]): string
  readonly macros: ReadonlyMap<string, MacroDeclaration>
  readonly lists: ReadonlyMap<string, LoadedList>
}

/** Names are fields of the row. */
export const rowContext = (unit: Unit, names: Names, scope: Scope): Context => ({
  unit,
  names,
  read: ({ name }) => unit.field(name),
  whole: ({ name }) => unit.field(wholeName(name)),
  search: ({ name }, texts) => unit.searched(name, texts),
  macros: scope.macros,
  lists: scope.entries,
})

/** Names are parts of the one value that the function is called with. */
export const valueContext = (unit: Unit, names: Names, scope: Scope, read: Context['read']): Context => ({
  unit,
  names,
  read,
  search: read,
  macros: new Map(),
  lists: scope.entries,
})

/** The condition that a bare name stands for, if it is a macro. */
export const macroCondition = (reference: FieldReference, { macros }: Pick<Context, 'macros'>): Expression | null =>
  reference.optional ? null : (macros.get(reference.name)?.condition ?? null)
