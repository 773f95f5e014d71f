// A word behind a dollar sign → whether a document database takes it for an operator of a query.

/**
 * Those that choose documents or compute. Paging and sorting (`$limit`, `$sort`) choose
 * nothing that was not to be seen, and serialisers write `$type`, `$ref`, `$id`.
 */
const operators = new Set(
  'ne eq gt gte lt lte in nin not nor or and regex exists where expr function accumulator func elemmatch jsonschema all mod lookup comment'.split(
    ' ',
  ),
)

/** `$ne`, in any case: drivers know them in lower case alone, but filters before them may not. */
export const isOperator = (name: string): boolean => name.startsWith('$') && operators.has(name.slice(1).toLowerCase())

const word = /\$[a-zA-Z]{2,12}(?![\w$])/y

/** The operator that begins at a place; null where none does. */
export function operatorAt(text: string, at: number): string | null {
  word.lastIndex = at
  const found = word.exec(text)?.[0] ?? null
  return found !== null && isOperator(found) ? found : null
}
