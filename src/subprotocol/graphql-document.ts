// A GraphQL document → the operation in it that is asked for: what it does, its name, what it selects, how deep it goes.
// No parser: brackets, names and strings are enough, and what is no GraphQL gives little, never an error.
import type { JsonObject } from '../event/tree.ts'

interface Operation {
  type: string
  name: string | null
  /** Of the outermost selection. */
  readonly fields: string[]
  depth: number
}

/** `wanted` is the name of the operation, where the document has several. Null where there is none. */
export function readDocument(query: string, wanted: string | null): JsonObject | null {
  const operations = readOperations(query.slice(0, longest))
  const operation = operations.find(({ name }) => wanted !== null && name === wanted) ?? operations[0]
  if (!operation) return null
  const { fields, ...rest } = operation
  return { ...rest, fields: fields.length > 0 ? fields : null }
}

const longest = 1 << 16
const mostOperations = 16
const mostFields = 256

/** GraphQL section 2.1: a comment, a block string, a string, a spread, a name or variable, or a punctuator. */
const tokens =
  /#[^\n\r]*|"""(?:\\"""|(?!""")[\s\S])*(?:"""|$)|"(?:[^"\\\n\r]|\\.)*"?|\.\.\.(?:\s*(?!on\b)[A-Za-z_]\w*|\s*on\s+[A-Za-z_]\w*)?|[$@]?[A-Za-z_]\w*|[{}()[\]:]/g

const operationWord = /^(?:query|mutation|subscription|fragment)$/

function readOperations(query: string): readonly Operation[] {
  const operations: Operation[] = []
  let current: Operation | null = null
  let braces = 0
  let brackets = 0
  for (const [token] of query.matchAll(tokens)) {
    if (operations.length > mostOperations) break
    if (token === '(' || token === '[') brackets++
    else if (token === ')' || token === ']') brackets = Math.max(0, brackets - 1)
    else if (brackets > 0) continue
    else if (token === '{') {
      current ??= { type: 'query', name: null, fields: [], depth: 0 }
      current.depth = Math.max(current.depth, ++braces)
    } else if (token === '}') {
      braces = Math.max(0, braces - 1)
      if (braces === 0 && current) {
        if (current.type !== 'fragment') operations.push(current)
        current = null
      }
    } else if (braces === 0) current = open(current, token)
    else if (braces === 1) select(current!, token)
  }
  if (current && current.type !== 'fragment') operations.push(current)
  return operations
}

/** Before the first brace: the word for the operation, then its name. */
function open(current: Operation | null, token: string): Operation | null {
  if (current === null) return operationWord.test(token) ? { type: token, name: null, fields: [], depth: 0 } : null
  if (/^[A-Za-z_]/.test(token)) current.name ??= token
  return current
}

/** A name before a colon is an alias: the field is behind it. */
function select({ fields }: Operation, token: string): void {
  if (token === ':') fields.pop()
  else if (/^[A-Za-z_]/.test(token) && fields.length < mostFields) fields.push(token)
}
