// A GraphQL document → its texts, which are what its fields are asked with; null for what is no document.

const head = /^\s*(?:(?:query|mutation|subscription|fragment)\b[^{"]{0,512})?\{/
const asks = /^\s*(?:(?:query|mutation|subscription|fragment)\b|\{\s*\w+\s*[({:\s])/
const strings = /"""([\s\S]*?)(?:"""|$)|"((?:[^"\\\n]|\\.)*)(?:"|$)/g

/** Comments, and texts whose ends are there. */
const texts = /"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*/g
/** Outside of them GraphQL has none of these (October 2021, section 2.1.8); with them it is another language, to be read as it stands. */
const foreign = /::|['`;<>%*+?\\^~/]|\$\{/
const longestBetween = 1 << 16

/** Most texts show by their first letter that they are none. */
function mayBegin(text: string): boolean {
  let at = 0
  while (text.charCodeAt(at) <= 0x20) at++
  return '{qmsf'.includes(text[at] ?? ' ')
}

export interface Literal {
  readonly text: string
  readonly isEscaped: boolean
}

export function literalsOf(text: string): readonly Literal[] | null {
  if (!mayBegin(text)) return null
  if (!head.test(text.slice(0, 1024)) || !asks.test(text.slice(0, 1024))) return null
  if (foreign.test(text) && foreign.test(text.slice(0, longestBetween).replace(texts, ' '))) return null
  const found: Literal[] = []
  for (const [, block, plain] of text.matchAll(strings)) {
    if (found.length >= mostLiterals) break
    found.push(block === undefined ? { text: plain ?? '', isEscaped: true } : { text: block, isEscaped: false })
  }
  return found
}

const mostLiterals = 256
