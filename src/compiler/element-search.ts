// A call of `arraySearch` → its parts: the array, the name that each element has, and the condition in which it has it.
import type { Call, Expression, FieldReference } from './ast.ts'

export interface ElementSearch {
  readonly array: Expression
  readonly element: Expression
  readonly condition: Expression
}

/** Null for any other call, and where arguments are missing. */
export function elementSearch(call: Call): ElementSearch | null {
  if (call.name.text !== 'arraySearch' || call.arguments.length !== 3) return null
  const [array, element, condition] = call.arguments as [Expression, Expression, Expression]
  return { array, element, condition }
}

/** The name of the element; null where what stands there can be no name. */
export const elementName = ({ element }: ElementSearch): string | null =>
  element.kind === 'field' && !element.optional && !element.name.includes('.') ? element.name : null

/** Whether a name in the condition is the element, or something in it. */
export const isOfElement = ({ name, optional }: FieldReference, element: string | null): boolean =>
  element !== null && !optional && (name === element || name.startsWith(`${element}.`))

/** The way from the element to what the name says. */
export const pathInElement = ({ name }: FieldReference): readonly string[] => name.split('.').slice(1)
