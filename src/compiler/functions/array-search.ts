// arraySearch(array, element, condition): whether an element is there for which a condition holds.
import { defineFunction } from './function.ts'

export const arraySearch = defineFunction({
  name: 'arraySearch',
  summary:
    'Whether the array has an element for which the condition holds. `element` is a name that it has in the condition; of an object, `element.name` is what it holds. One value alone is an array of one.',
  parameters: [
    { name: 'array', type: 'any' },
    { name: 'element', type: 'any' },
    { name: 'condition', type: 'boolean' },
  ],
  returns: 'boolean',
  folds: false,
  examples: [
    { expression: 'arraySearch("admin", role, role == "admin" or role like "adm*")', value: true },
    { expression: 'arraySearch(7, n, n > 3 and n < 5)', value: false },
    { expression: 'arraySearch(?rpc.params.items, item, item.id == 1 and item.count > 10)', value: null },
    { expression: 'arraySearch(null, role, role == "admin")', value: null },
  ],
  // Of one value it is what the condition says. Emitted code goes over the elements of an array itself.
  prepare: () => (_array: unknown, _element: unknown, holds: boolean) => holds,
})
