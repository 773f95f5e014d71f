// What an expression told: its form, and how far it is from anything that people write by chance.
import type { Token } from './tokens.ts'

/** 0 nothing, 1 faint, 2 fair, 3 strong, 4 certain, more for several signs at once. */
export type Level = number

export type Form = 'number' | 'string' | 'constant' | 'name' | 'variable' | 'call' | 'query' | 'comparison' | 'open'

export interface Value {
  readonly form: Form
  readonly level: Level
  readonly text: string
  /** A string that the text ends in. */
  readonly isCut: boolean
}

/** Where the text ends, the query around it goes on: whatever is missing here may be there. */
export const open: Value = { form: 'open', level: 0, text: '', isCut: true }

/** The string or number that the query had, and that was left. */
export const left: Value = { form: 'open', level: 0, text: '', isCut: false }

export function value(form: Form, level: Level, text = ''): Value {
  return { form, level, text, isCut: false }
}

export function stringValue({ text, isCut }: Token): Value {
  return { form: 'string', level: 0, text, isCut }
}

export function atLeast(found: Value, level: Level): Value {
  return found.level >= level ? found : { ...found, level }
}

const isLiteral = ({ form }: Value): boolean => form === 'number' || form === 'string' || form === 'constant'

/** `1=1`, `'a'='a`, `name='x`, `ascii(…)>64`. */
export function compare(one: Value, operator: string, other: Value): Value {
  return value('comparison', Math.max(one.level, other.level, levelOf(one, operator, other)))
}

/** `5 and 6 = 11`: people who count put blanks around the sign. */
export function compareSpaced(one: Value, operator: string, other: Value): Value {
  const found = compare(one, operator, other)
  return found.level === 3 && one.form === 'number' && other.form === 'number' ? { ...found, level: 2 } : found
}

function levelOf(one: Value, operator: string, other: Value): Level {
  if (one.form === 'open') return besideTheQuery(other)
  if (isLiteral(one) && isLiteral(other)) {
    if (isEquality(operator) && isSame(one, other)) return 4
    // `10 like 20`
    return operator === 'like' && one.form === 'number' && other.form === 'number' ? 2 : 3
  }
  if (one.form === 'name' && other.form === 'name') return isSame(one, other) ? 3 : 2
  const pair = [one, other]
  if (pair.some(({ form, level }) => form === 'call' && level > 1)) return 3
  if (pair.some(({ form }) => form === 'call') && pair.some(isLiteral)) return 2
  if (pair.some(({ form, level }) => form === 'comparison' && level < 2)) return 1
  return pair.some(isLiteral) || pair.some(({ form }) => form === 'query') ? 2 : 1
}

/** `'='…`: what was left is compared, which says little while the other side says nothing. */
function besideTheQuery({ form, isCut, text }: Value): Level {
  if (form === 'string' && isCut && /^\w\S*$/.test(text)) return 2
  return form === 'string' && !(isCut && text.trim() === '') ? 1 : form === 'number' ? 1 : 0
}

const isEquality = (operator: string): boolean =>
  operator === '=' || operator === '==' || operator === '<=>' || operator === 'like'
const isSame = (one: Value, other: Value): boolean => one.text.toLowerCase() === other.text.toLowerCase()

/** `… or value`: what the value is worth as a condition. */
export function withCondition(before: Value, operator: string, condition: Value): Value {
  const isSpelled = operator === '||' && isLetterCall(before) && isLetterCall(condition)
  return value('comparison', Math.max(before.level, conditionLevel(operator, condition), isSpelled ? 3 : 0))
}

/** `chr(65)||chr(66)`: a text spelled by numbers. */
const isLetterCall = ({ form, text }: Value): boolean => form === 'call' && /^n?cha?r$/.test(text)

export function conditionLevel(operator: string, { form, level, text, isCut }: Value): Level {
  if (form === 'string') return Math.max(level, stringLevel(operator, text, isCut))
  if (form === 'number') return Math.max(level, operator === '||' ? 2 : 1)
  return form === 'constant' ? Math.max(level, 2) : level
}

/** Two strings are no sum: who writes `''-'` means to be inside a query. */
export function joinSum(one: Value, other: Value): Value {
  const level = Math.max(one.level, other.level)
  if (one.form === 'open')
    return { form: 'open', level: Math.max(one.level, other.level > 1 ? other.level : 0), text: '', isCut: other.isCut }
  if (one.form === 'string' && other.form === 'string')
    return { ...other, level: Math.max(level, 2), text: one.text + other.text }
  const calls = [one, other].find(({ form }) => form === 'call' || form === 'query')
  const form = calls?.form ?? (one.form === 'number' ? other.form : one.form)
  return { form, level, text: `${one.text} ${other.text}`, isCut: other.isCut }
}

/** `' or '` with nothing behind, `'or'1=1`, `'||'6`: a text that says something has blanks in it. */
function stringLevel(operator: string, text: string, isCut: boolean): Level {
  if (isCut && text.trim() === '') return 2
  return /^\S{0,8}=\S{0,8}$/.test(text) || (operator === '||' && /^\S+$/.test(text)) ? 2 : 1
}
