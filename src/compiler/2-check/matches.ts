// `:`, `like`, `regex` and `in` → what is wrong with their sides.
import type { Span } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import type { Expression, Match, Membership } from '../ast.ts'
import { listTypes } from '../values/list.ts'
import { compilePattern } from '../values/pattern.ts'
import { checkBlock, checkExpression } from './expressions.ts'
import { luceneOperator } from './lucene.ts'
import { type Place, problem } from './place.ts'
import { comparisonKind, type Type, typeOf } from './types.ts'

export function checkMatch({ operator, value, patterns }: Match, place: Place): void {
  checkExpression(value, place)
  const type = typeOf(value, place.names)
  if (type !== 'keyword' && type !== 'dynamic' && type !== 'null') place.report(notText(operator, value, type))
  for (const pattern of patterns) checkPattern(pattern, operator, place)
}

const notText = (operator: string, value: Expression, type: Type) =>
  problem({
    code: 'R202',
    message: `\`${operator}\` is for texts, not for ${type}`,
    span: value.span,
    label: `this is ${type}`,
    help: type === 'ip' ? 'Blocks of addresses are asked with `cidrMatch(field, "192.0.2.0/24")`.' : 'Use `==`.',
  })

function checkPattern(pattern: Expression, operator: string, place: Place): void {
  if (pattern.kind === 'unreadable') return
  if (pattern.kind !== 'literal') {
    const message = `the pattern of \`${operator}\` is written out in the rule`
    place.report(problem({ code: 'R217', message, span: pattern.span, label: 'depends on the event' }))
    return
  }
  if (typeof pattern.value !== 'string') {
    const message = `the pattern of \`${operator}\` is a text`
    place.report(problem({ code: 'R202', message, span: pattern.span, label: 'not a text', help: 'Use `==`.' }))
    return
  }
  if (operator.startsWith('regex')) checkRegex(pattern.value, operator.endsWith('~'), pattern.span, place)
}

/** Compiled as it will run, so that it need not be once more. */
function checkRegex(text: string, fold: boolean, span: Span, { report }: Place): void {
  const lucene = luceneOperator(text)
  if (lucene) {
    const { operator, help } = lucene
    const message = `\`${operator}\` is an operator of Lucene alone`
    report(problem({ code: 'R210', message, span, label: 'not RE2', help }))
    return
  }
  const compiled = compilePattern(text, fold)
  if (compiled.ok) return
  const message = compiled.reason.replace(/^error parsing regexp: /, '').replace('`(?s)', '`')
  const help =
    'Patterns are RE2 on the whole value: without look-around and back-references, so that they run in linear time.'
  report(problem({ code: 'R210', message: `the pattern is refused: ${message}`, span, label: 'not RE2', help }))
}

export function checkMembership({ value, members, list }: Membership, place: Place): void {
  checkExpression(value, place)
  const type = typeOf(value, place.names)
  for (const member of members ?? []) checkMember(member, value, type, place)
  if (!list) return
  const declared = place.scope.lists.get(list.text)
  if (!declared) {
    const near = nearest(list.text, place.scope.lists.keys())
    const help = near
      ? `Did you mean \`$${near}\`?`
      : `Declare it before the rule: \`list ${list.text}: keyword = ["…"]\`.`
    const message = `there is no list \`${list.text}\` in this file`
    place.report(problem({ code: 'R207', message, span: list.span, label: 'not a list', help }))
    return
  }
  place.used.add(`list ${list.text}`)
  const isOfAddresses = declared.type.text === 'cidr' || declared.type.text === 'ip'
  if (!(listTypes as readonly string[]).includes(declared.type.text)) return
  if (type === 'dynamic' || type === 'null' || type === (isOfAddresses ? 'ip' : 'keyword')) return
  place.report(
    problem({
      code: 'R218',
      message: `a list of ${declared.type.text} is asked about ${type}`,
      span: value.span,
      label: `this is ${type}`,
      context: [{ span: declared.type.span, message: `the list is ${declared.type.text}` }],
    }),
  )
}

function checkMember(member: Expression, value: Expression, type: Type, place: Place): void {
  checkExpression(member, place)
  if (member.kind === 'literal' && member.value === null) {
    const help = 'Whether there is a value is asked with `== null`.'
    place.report(problem({ code: 'R216', message: 'null is in no list', span: member.span, label: 'null', help }))
    return
  }
  const other = typeOf(member, place.names)
  if (comparisonKind(type, other) === undefined) {
    place.report(
      problem({
        code: 'R202',
        message: `operand types differ: ${type} in ${other}`,
        span: member.span,
        label: `this is ${other}`,
        context: [{ span: value.span, message: `this is ${type}` }],
      }),
    )
    return
  }
  if (type === 'ip' && member.kind === 'literal') checkBlock(String(member.value), member, place)
}
