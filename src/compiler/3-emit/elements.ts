// `arraySearch(array, element, condition)` → JavaScript that goes over the elements, each of them whole.
import { elementsAt, leafAt, type Path } from '../../event/tree.ts'
import type { Value } from '../../event/value.ts'
import { elementNames } from '../2-check/elements.ts'
import { typeOf } from '../2-check/types.ts'
import type { Call, MacroDeclaration } from '../ast.ts'
import { type ElementSearch, elementName, isOfElement, pathInElement } from '../element-search.ts'
import { functionOf } from '../functions/index.ts'
import { condition } from './conditions.ts'
import type { Context } from './context.ts'
import type { Tri } from './runtime.ts'
import { constantOf, value } from './values.ts'

export function elements(search: ElementSearch, context: Context): string {
  const { unit } = context
  const element = unit.parameter()
  const holds = condition(search.condition, 'holds', inside(search, element, context))
  const flat = value(search.array, context)
  return `${unit.constant(anyElement)}(${whole(search, context)}, ${flat}, (${element}) => ${holds})`
}

/** The elements of a field of which only an event knows what it holds. */
function whole({ array }: ElementSearch, context: Context): string {
  if (array.kind === 'call') return wholeOfCall(array, context)
  if (array.kind !== 'field' || typeOf(array, context.names) !== 'dynamic') return 'null'
  return context.whole?.(array) ?? 'null'
}

/** A second call, for the elements, beside the one for the scalars in them. */
function wholeOfCall({ name, arguments: given, fold }: Call, context: Context): string {
  const definition = functionOf(name.text)
  const [text] = given
  if (!definition?.elements || text === undefined) return 'null'
  const site = { fold, constants: given.map(constantOf), integers: 'no' } as const
  return `${context.unit.constant(ofText(definition.elements(site)))}(${value(text, context)})`
}

/** Of several texts, or none, there are no elements. */
const ofText =
  (find: (text: string) => readonly unknown[] | null) =>
  (text: Value): readonly unknown[] | null =>
    typeof text === 'string' ? find(text) : null

/** What names mean in the condition. */
function inside(search: ElementSearch, element: string, context: Context): Context {
  const { unit } = context
  const name = elementName(search)
  const at = (read: (root: unknown, path: Path) => unknown, path: Path): string =>
    `${unit.constant(read)}(${element}, ${unit.constant(path)})`
  return {
    ...context,
    names: elementNames(search, context.names),
    macros: without(context.macros, name),
    read: (reference) =>
      isOfElement(reference, name) ? at(leafAt, pathInElement(reference)) : context.read(reference),
    search: (reference, texts) =>
      isOfElement(reference, name) ? at(leafAt, pathInElement(reference)) : context.search(reference, texts),
    whole: (reference) =>
      isOfElement(reference, name) ? at(elementsAt, pathInElement(reference)) : (context.whole?.(reference) ?? 'null'),
  }
}

const without = (
  macros: ReadonlyMap<string, MacroDeclaration>,
  name: string | null,
): ReadonlyMap<string, MacroDeclaration> => new Map([...macros].filter(([macro]) => macro !== name))

/** `flat` is what is there where nobody kept the elements whole. Null where there is no array. */
function anyElement(whole: unknown, flat: Value, holds: (element: unknown) => boolean): Tri {
  const found = whole ?? flat
  if (found === null) return null
  return Array.isArray(found) ? found.some((element) => holds(element)) : holds(found)
}
