// A query → what is wrong with its categories, statistics and steps.
import type { Span } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import { categories } from '../../event/category.ts'
import { elsewhere, shapeHelp } from '../1-parse/words.ts'
import type { Duration, EventQuery, LimitQuery, Name, Numeral, Query } from '../ast.ts'
import { checkConversation } from './conversations.ts'
import { checkExchange } from './exchanges.ts'
import { checkCondition } from './expressions.ts'
import { checkFirstSeen } from './first-seen.ts'
import { type Place, problem } from './place.ts'
import { checkSample } from './samples.ts'
import { resolveCategory } from './scope.ts'
import { checkSequence } from './sequences.ts'
import { checkStats } from './statistics.ts'

export function checkQuery(query: Query, place: Place): void {
  switch (query.kind) {
    case 'event':
      checkEvents(query, place)
      return
    case 'stats':
      checkStats(query, place)
      return
    case 'first_seen':
      checkFirstSeen(query, place)
      return
    case 'sequence':
      checkSequence(query, place)
      return
    case 'sample':
      checkSample(query, place)
      return
    case 'conversation':
      checkConversation(query, place)
      return
    case 'exchange':
      checkExchange(query, place)
      return
    case 'limit':
      place.report(cutInRule(query))
      checkQuery(query.query, place)
      return
  }
}

/** A query that stands alone: what it finds may be cut. */
export function checkHunt(query: Query, place: Place): void {
  if (query.kind !== 'limit') {
    checkQuery(query, place)
    return
  }
  checkQuery(query.query, place)
  for (const { kind, count } of query.cuts) checkCut(kind, count, place)
}

function checkCut(kind: string, { value, span }: Numeral, { report }: Place): void {
  if (Number.isInteger(value) && value >= 1) return
  const message = `\`${kind}\` takes a whole number from 1`
  report(problem({ code: 'R109', message, span, label: 'out of range' }))
}

/** What comes first of all that will ever come is not for a rule to say. */
function cutInRule({ cuts }: LimitQuery) {
  const { kind, span } = cuts[0]!
  return problem({
    code: 'R306',
    message: `a rule has no \`${kind}\`: it judges events as they come`,
    span,
    label: 'not in a rule',
    help: '`tripline query` takes it. A rule that is to say a thing once says so: `suppress 1h by source.ip`.',
  })
}

export function checkEvents({ category, condition }: EventQuery, place: Place): void {
  checkCategory(category, place)
  if (condition) checkCondition(condition, place)
}

export function checkCategory({ text, span }: Name, { scope, report, used }: Place): void {
  if (scope.macros.has(text)) used.add(`macro ${text}`)
  if (text === '' || resolveCategory(text, scope)) return
  const macro = scope.macros.get(text)
  // A macro that uses itself is reported where it is declared.
  if (macro?.category) return
  const later = macro ? null : elsewhere(text)
  if (later) {
    report(notInLanguage(text, span, later))
    return
  }
  const near = nearest(text, ['any', ...categories, ...scope.macros.keys()])
  report(
    problem({
      code: 'R206',
      message: macro ? `\`${text}\` is a condition, not a query` : `there is no category \`${text}\``,
      span,
      label: 'not a category',
      help: macro ? `Write \`any where ${text}\`.` : categoryHelp(text, near),
    }),
  )
}

const categoryHelp = (text: string, near: string | null): string =>
  shapeHelp(text) ?? (near ? `Did you mean \`${near}\`?` : ownCategories)

const notInLanguage = (word: string, span: Span, help: string) =>
  problem({ code: 'R104', message: `\`${word}\` is not part of the language`, span, label: 'not known here', help })

const ownCategories =
  'Categories are handshake, frame, message, close, connection, request, auth, log, alert and incident, those of ECS, and any.'

/** A span of no length holds nothing. */
export function checkDuration({ us, span }: Duration, what: string, { report }: Pick<Place, 'report'>): void {
  if (us > 0 && us <= Number.MAX_SAFE_INTEGER) return
  const message = us > 0 ? `${what} is too long` : `${what} has no length`
  report(problem({ code: 'R302', message, span, label: us > 0 ? 'too long' : 'nothing fits into it' }))
}

export const twice = (second: Name, first: Name) =>
  problem({
    code: 'R211',
    message: `\`${second.text}\` is defined twice`,
    span: second.span,
    label: 'again here',
    context: [{ span: first.span, message: 'first here' }],
  })
