// What the names of one rule file mean: its declarations over the schema.
import { anyCategory, categoryBit, isCategory } from '../../event/category.ts'
import { dynamicFieldOf, type FieldType, fieldOf } from '../../event/schema.ts'
import type {
  Expression,
  FieldDeclaration,
  FieldReference,
  ListDeclaration,
  MacroDeclaration,
  RuleFile,
} from '../ast.ts'
import { type ListType, listTypes, readValues, ValueList } from '../values/list.ts'
import type { Names, Type } from './types.ts'

/** A list of a file of rules, as a deployment is asked for it. */
export interface ListReference {
  /** The file of rules. */
  readonly path: string
  readonly name: string
  readonly type: ListType
  /** `file("…")`, as it is written; null where the entries stand in the rules. */
  readonly file: string | null
}

/** Null where the rules' own entries stand. */
export type LoadList = (reference: ListReference) => LoadedList | null

export type LoadedList =
  | { readonly ok: true; readonly list: ValueList }
  /** `reason`: a sentence. */
  | { readonly ok: false; readonly reason: string }

/** Where lists come from that do not stand in the rules, or that a deployment replaces. */
export interface DeployedLists {
  /** Entries by name. */
  readonly lists?: Readonly<Record<string, readonly string[]>>
  readonly loadList?: LoadList
}

export interface Scope {
  /** Fields that the file declares. */
  readonly fields: ReadonlyMap<string, Type>
  readonly macros: ReadonlyMap<string, MacroDeclaration>
  readonly lists: ReadonlyMap<string, ListDeclaration>
  /** What each list holds: what the deployment gives where it gives something, else what stands in the file. */
  readonly entries: ReadonlyMap<string, LoadedList>
  /** `dynamic`: names that the schema does not have are allowed, as in a query over any input. */
  readonly outside: 'unknown' | 'dynamic'
}

export const emptyScope: Scope = {
  fields: new Map(),
  macros: new Map(),
  lists: new Map(),
  entries: new Map(),
  outside: 'unknown',
}

/** The scope of a file. Of a name given twice the first counts; the check reports the second. */
export function scopeOf(file: RuleFile, path = '', deployed: DeployedLists = {}): Scope {
  const fields = new Map<string, Type>()
  const macros = new Map<string, MacroDeclaration>()
  const lists = new Map<string, ListDeclaration>()
  const entries = new Map<string, LoadedList>()
  for (const declaration of file.declarations) {
    const name = declaration.name.text
    if (declaration.kind === 'field' && !fields.has(name)) fields.set(name, declaredType(declaration))
    if (declaration.kind === 'macro' && !macros.has(name)) macros.set(name, declaration)
    if (declaration.kind === 'list' && !lists.has(name)) {
      lists.set(name, declaration)
      entries.set(name, load(declaration, path, deployed))
    }
  }
  return { fields, macros, lists, entries, outside: 'unknown' }
}

export const fieldTypes: readonly FieldType[] = ['keyword', 'long', 'double', 'boolean', 'ip', 'date']

/** The schema's type stands; a type that there is not has been reported, and is taken for any. */
function declaredType({ name, type }: FieldDeclaration): Type {
  return fieldOf(name.text)?.type ?? fieldTypes.find((known) => known === type.text) ?? 'dynamic'
}

function load({ name, type, file, entries }: ListDeclaration, path: string, deployed: DeployedLists): LoadedList {
  const known = listTypes.find((each) => each === type.text)
  if (!known) return { ok: false, reason: 'Its type is not known.' }
  const holding = (texts: readonly string[]): LoadedList => ({
    ok: true,
    list: new ValueList(known, readValues(known, texts)),
  })
  const { lists = {}, loadList } = deployed
  if (Object.hasOwn(lists, name.text)) return holding(lists[name.text]!)
  const loaded = loadList?.({ path, name: name.text, type: known, file: file?.value ?? null })
  if (loaded) return loaded
  return file ? { ok: false, reason: 'It is not loaded here.' } : holding((entries ?? []).map(({ value }) => value))
}

/** What names mean in a condition on an event. */
export const eventNames = (scope: Scope): Names => ({
  typeOf: (reference) => typeOfName(reference, scope),
  divides: 'as EQL',
})

function typeOfName({ name, optional }: FieldReference, scope: Scope): Type | undefined {
  const known = scope.fields.get(name) ?? fieldOf(name)?.type
  if (known) return known
  if (!optional && scope.macros.has(name)) return 'boolean'
  return optional || scope.outside === 'dynamic' || dynamicFieldOf(name) ? 'dynamic' : undefined
}

/** The bits of a word before `where`, with the conditions of the macros that it stands for. */
export interface ResolvedCategory {
  readonly categories: number
  readonly conditions: readonly Expression[]
}

/** Null where the word is neither a category nor a macro that is a query, or is a macro that uses itself. */
export function resolveCategory(word: string, scope: Scope, seen: readonly string[] = []): ResolvedCategory | null {
  if (word === 'any') return { categories: anyCategory, conditions: [] }
  const macro = scope.macros.get(word)
  if (macro?.category && !seen.includes(word)) {
    const inner = resolveCategory(macro.category.text, scope, [...seen, word])
    return inner && { ...inner, conditions: [...inner.conditions, macro.condition] }
  }
  if (isCategory(word) && word !== 'other') return { categories: categoryBit(word), conditions: [] }
  return scope.outside === 'dynamic' && !macro ? outsideCategory(word) : null
}

/** A category without a bit of its own is told apart by the text of event.category. */
const outsideCategory = (word: string): ResolvedCategory => {
  const span = { start: 0, end: 0 }
  const left: Expression = { kind: 'field', name: 'event.category', optional: false, span }
  const right: Expression = { kind: 'literal', value: word, span }
  return { categories: categoryBit(word), conditions: [{ kind: 'compare', operator: '==', left, right, span }] }
}
