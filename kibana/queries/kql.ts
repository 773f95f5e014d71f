// KQL, as much of it as our panels speak → the query that Kibana sends to Elasticsearch for it.

export type Query = Readonly<Record<string, unknown>>

type Node =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Node[] }
  | { readonly kind: 'not'; readonly part: Node }
  | { readonly kind: 'is'; readonly field: string; readonly value: string; readonly quoted: boolean }
  | { readonly kind: 'range'; readonly field: string; readonly bound: Bound; readonly value: string }

type Bound = 'gt' | 'gte' | 'lt' | 'lte'

export const kqlToQuery = (text: string): Query => queryOf(parse(text))

/** The fields that it names, each once. */
export const fieldsInKql = (text: string): readonly string[] => [...new Set(fieldsOf(parse(text)))]

const tokenPattern = /\s*("(?:[^"\\]|\\.)*"|>=|<=|[():<>]|[^\s():<>="]+)/y

const bounds: Readonly<Record<string, Bound>> = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' }

/** Throws on what it does not know: what is not understood here must not look as if it had been tried. */
function parse(text: string): Node {
  const tokens = tokenise(text)
  let at = 0
  const next = (): string | undefined => tokens[at]
  const take = (): string => {
    const token = tokens[at++]
    if (token === undefined) throw new Error(`KQL ends too early: ${text}`)
    return token
  }
  const expect = (wanted: string): void => {
    const token = take()
    if (token !== wanted) throw new Error(`KQL has ${token} where ${wanted} belongs: ${text}`)
  }
  /** part ("or" part)*, with "and" binding closer. */
  const joined = (leaf: () => Node): Node => list('or', () => list('and', leaf))
  const list = (word: 'and' | 'or', part: () => Node): Node => {
    const parts = [part()]
    while (next() === word) {
      at++
      parts.push(part())
    }
    return parts.length === 1 ? parts[0]! : { kind: word, parts }
  }
  const group = (leaf: () => Node): Node => {
    expect('(')
    const inner = joined(leaf)
    expect(')')
    return inner
  }
  const condition = (): Node => {
    if (next() === 'not') {
      at++
      return { kind: 'not', part: condition() }
    }
    if (next() === '(') return group(condition)
    const field = take()
    const sign = take()
    const bound = bounds[sign]
    if (bound) return { kind: 'range', field, bound, value: take() }
    if (sign !== ':') throw new Error(`KQL has ${sign} after ${field}: ${text}`)
    return next() === '(' ? group(() => isNode(field, take())) : isNode(field, take())
  }
  if (tokens.length === 0) return { kind: 'all' }
  const node = joined(condition)
  if (at < tokens.length) throw new Error(`KQL goes on after its end with ${next()}: ${text}`)
  return node
}

function tokenise(text: string): readonly string[] {
  const tokens: string[] = []
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const from = tokenPattern.lastIndex
    const token = tokenPattern.exec(text)?.[1]
    if (token === undefined) throw new Error(`KQL is not understood at ${text.slice(from)}`)
    tokens.push(token)
  }
  return tokens
}

const isNode = (field: string, token: string): Node => {
  const quoted = token.startsWith('"')
  return { kind: 'is', field, quoted, value: quoted ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token }
}

function queryOf(node: Node): Query {
  switch (node.kind) {
    case 'all':
      return { match_all: {} }
    case 'and':
      return { bool: { filter: node.parts.map(queryOf) } }
    case 'or':
      return { bool: { should: node.parts.map(queryOf), minimum_should_match: 1 } }
    case 'not':
      return { bool: { must_not: queryOf(node.part) } }
    case 'range':
      return { range: { [node.field]: { [node.bound]: node.value } } }
    case 'is':
      return isQuery(node.field, node.value, node.quoted)
  }
}

function isQuery(field: string, value: string, quoted: boolean): Query {
  if (quoted) return { match_phrase: { [field]: value } }
  if (value === '*') return { exists: { field } }
  return value.includes('*') ? { query_string: { fields: [field], query: value } } : { match: { [field]: value } }
}

function fieldsOf(node: Node): readonly string[] {
  switch (node.kind) {
    case 'all':
      return []
    case 'and':
    case 'or':
      return node.parts.flatMap(fieldsOf)
    case 'not':
      return fieldsOf(node.part)
    default:
      return [node.field]
  }
}
