// Syntax tree of one part of a rule → AST.
import type { CstNode } from 'chevrotain'
import type {
  CodesKey,
  Entry,
  EvidenceClause,
  Expression,
  KeyName,
  Name,
  Response,
  Text,
  TextKey,
  TextsKey,
  WordKey,
} from '../ast.ts'
import { keyName } from '../print/expressions.ts'
import { firstNode, firstToken, node, nodes, spanOf, spanOfToken, token } from './cst.ts'
import { expression, fieldName } from './expressions.ts'
import { dayOf, nameOf, numeralOf, type Report, textOf } from './literals.ts'
import { duration, keys, query } from './queries.ts'
import { test } from './tests.ts'

/** `entry`; null where too little of it could be read to say anything about it. */
export function entry(cst: CstNode, report: Report): Entry | null {
  const inner = firstNode(cst)
  switch (inner?.name) {
    case 'metadata':
      return metadata(inner, report)
    case 'detect': {
      const found = node(inner, 'query')
      return found ? { kind: 'detect', query: query(found, report), span: spanOf(inner) } : null
    }
    case 'except':
      return except(inner, report)
    case 'incident': {
      const message = text(node(inner, 'text'), report)
      return message && { kind: 'incident', message, span: spanOf(inner) }
    }
    case 'suppress':
      return suppress(inner, report)
    case 'respond':
      return {
        kind: 'respond',
        responses: present(nodes(inner, 'response'), (part) => response(part, report)),
        span: spanOf(inner),
      }
    case 'evidence':
      return { kind: 'evidence', clauses: present(nodes(inner, 'evidenceClause'), evidenceClause), span: spanOf(inner) }
    case 'test':
      return test(inner, report)
    default:
      return null
  }
}

/** Those of the parts that could be read. */
export const present = <T>(parts: readonly CstNode[], read: (cst: CstNode) => T | null): T[] =>
  parts.map(read).filter((part): part is NonNullable<typeof part> => part !== null)

/** `text`; null where there is none. */
export function text(cst: CstNode | undefined, report: Report): Text | null {
  const found = cst && firstToken(cst)
  return found ? textOf(found, report) : null
}

function metadata(cst: CstNode, report: Report): Entry | null {
  const inner = firstNode(cst)
  const key = inner && firstToken(inner)?.image
  if (!inner || key === undefined) return null
  const span = spanOf(inner)
  switch (inner.name) {
    case 'textEntry': {
      const value = text(node(inner, 'text'), report)
      return value && { kind: 'text', key: key as TextKey, value, span }
    }
    case 'textsEntry':
      return {
        kind: 'texts',
        key: key as TextsKey,
        values: present(nodes(inner, 'text'), (part) => text(part, report)),
        span,
      }
    case 'wordEntry': {
      const value = token(inner, 'Name')
      return value ? { kind: 'word', key: key as WordKey, value: nameOf(value), span } : null
    }
    case 'riskEntry': {
      const value = token(inner, 'Numeral')
      return value ? { kind: 'risk', value: numeralOf(value), span } : null
    }
    default:
      return { kind: 'codes', key: key as CodesKey, values: nodes(inner, 'code').map(code), span }
  }
}

const signs = new Set(['Minus'])

/** `WSTG-CLNT-10` is several tokens and one word. */
function code(cst: CstNode): Name {
  const parts = Object.entries(cst.children)
    .filter(([name]) => !signs.has(name))
    .flatMap(([name]) => (token(cst, name) ? (cst.children[name] as ReturnType<typeof token>[]) : []))
    .filter((part) => part !== undefined)
    .sort((a, b) => a.startOffset - b.startOffset)
  return { text: parts.map((part) => part.image).join('-'), span: spanOf(cst) }
}

function except(cst: CstNode, report: Report): Entry {
  const name = token(cst, 'Name')
  const day = token(cst, 'Day')
  const owner = token(cst, 'Owner')?.startOffset ?? Number.POSITIVE_INFINITY
  const texts = nodes(cst, 'text')
  return {
    kind: 'except',
    step: name ? nameOf(name) : null,
    condition: expression(node(cst, 'expression'), report),
    reason: text(
      texts.find((part) => spanOf(part).start < owner),
      report,
    ),
    owner: text(
      texts.find((part) => spanOf(part).start > owner),
      report,
    ),
    until: day ? dayOf(day) : null,
    span: spanOf(cst),
  }
}

function suppress(cst: CstNode, report: Report): Entry | null {
  const span = duration(cst)
  const by = keys(node(cst, 'keys'), report).map(keyNameOf)
  return span && { kind: 'suppress', duration: span, by, span: spanOf(cst) }
}

const keyNameOf = (key: Expression): KeyName =>
  key.kind === 'field' ? { text: key.name, span: key.span } : { text: keyName(key), span: key.span, isComputed: true }

const names = (cst: CstNode): Name[] =>
  nodes(cst, 'fieldName').map((part) => {
    const { name, span } = fieldName(part)
    return { text: name, span }
  })

function response(cst: CstNode, report: Report): Response | null {
  const span = spanOf(cst)
  const kind = firstToken(cst)?.image
  if (kind === 'log') return { kind, span }
  if (kind === 'webhook') {
    const name = webhookName(cst, report)
    return name && { kind, name, span }
  }
  if (kind === 'block') {
    const found = duration(cst)
    return found && { kind, duration: found, span }
  }
  const code = token(cst, 'Numeral')
  return { kind: 'close', code: code ? numeralOf(code) : null, span }
}

function webhookName(cst: CstNode, report: Report): Name | null {
  const name = token(cst, 'Name')
  if (name) return nameOf(name)
  const quoted = node(cst, 'text')
  const found = quoted && firstToken(quoted)
  return found ? { text: textOf(found, report).value, span: spanOfToken(found) } : null
}

function evidenceClause(cst: CstNode): EvidenceClause | null {
  const action = firstToken(cst)?.image as EvidenceClause['action'] | undefined
  return action ? { action, fields: names(cst), span: spanOf(cst) } : null
}
