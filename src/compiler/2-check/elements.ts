// `arraySearch(array, element, condition)` → what is wrong with it. The element is a name inside the condition alone.
import type { Expression, FieldReference } from '../ast.ts'
import { type ElementSearch, elementName, isOfElement, pathInElement } from '../element-search.ts'
import { checkCondition, checkExpression } from './expressions.ts'
import { type Place, problem } from './place.ts'
import { type Names, type Type, typeOf } from './types.ts'

export function checkElements(search: ElementSearch, place: Place): void {
  checkExpression(search.array, place)
  if (elementName(search) === null) {
    if (search.element.kind !== 'unreadable') place.report(noName(search.element))
    return
  }
  checkCondition(search.condition, { ...place, names: elementNames(search, place.names) })
}

/** Names in the condition: the element's before all others. */
export function elementNames(search: ElementSearch, names: Names): Names {
  const element = elementName(search)
  const type = typeOf(search.array, names)
  return {
    ...names,
    typeOf: (reference) => (isOfElement(reference, element) ? typeInElement(reference, type) : names.typeOf(reference)),
  }
}

/** Fields with a type hold scalars: there is nothing in their elements. */
function typeInElement(reference: FieldReference, type: Type): Type | undefined {
  if (pathInElement(reference).length === 0) return type === 'null' ? 'dynamic' : type
  return type === 'dynamic' || type === 'null' ? 'dynamic' : undefined
}

const noName = ({ span }: Expression) =>
  problem({
    code: 'R240',
    message: '`arraySearch` takes a name for the element',
    span,
    label: 'not a name',
    help: 'It is `arraySearch(rpc.params.items, item, item.id == 1 and item.count > 10)`.',
  })
