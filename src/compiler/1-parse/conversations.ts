// Syntax tree of a conversation or an exchange → AST.
import type { CstNode } from 'chevrotain'
import type { ConversationQuery, ExchangeQuery, Flow, Step } from '../ast.ts'
import { node, nodes, spanOf, token, tokens } from './cst.ts'
import { nameOf, type Report } from './literals.ts'
import { keys, nameless } from './queries.ts'
import { stepsIn } from './sequences.ts'

export function conversationQuery(cst: CstNode, report: Report): ConversationQuery {
  const inner = node(cst, 'flow')
  return {
    kind: 'conversation',
    steps: stepsIn(cst, report),
    by: keys(node(cst, 'keys'), report),
    flow: inner ? flow(inner) : { kind: 'step', name: nameless(cst), span: spanOf(cst) },
    span: spanOf(cst),
  }
}

const flow = (cst: CstNode): Flow => several('either', cst, nodes(cst, 'flowChain').map(chain))

const chain = (cst: CstNode): Flow => several('chain', cst, nodes(cst, 'flowPart').map(part))

function several(kind: 'chain' | 'either', cst: CstNode, parts: readonly Flow[]): Flow {
  const [only] = parts
  return only && parts.length === 1 ? only : { kind, parts, span: spanOf(cst) }
}

const signs = { Star: '*', Plus: '+', Question: '?' } as const

function part(cst: CstNode): Flow {
  const name = token(cst, 'Name')
  const inner = node(cst, 'flow')
  const repeated: Flow = inner
    ? flow(inner)
    : {
        kind: 'step',
        name: name ? nameOf(name) : nameless(cst),
        span: name ? nameOf(name).span : spanOf(cst),
      }
  const sign = (['Star', 'Plus', 'Question'] as const).find((word) => token(cst, word))
  return sign ? { kind: 'repeat', part: repeated, times: signs[sign], span: spanOf(cst) } : repeated
}

export function exchangeQuery(cst: CstNode, report: Report): ExchangeQuery {
  const [request, answer] = stepsIn(cst, report)
  return {
    kind: 'exchange',
    request: request ?? unreadableStep(cst),
    answer: answer ?? null,
    when: tokens(cst, 'Name').map(nameOf),
    span: spanOf(cst),
  }
}

const unreadableStep = (cst: CstNode): Step => ({
  name: null,
  absent: false,
  events: { kind: 'event', category: nameless(cst), condition: null, span: spanOf(cst) },
  by: [],
  runs: null,
  within: null,
  span: spanOf(cst),
})
