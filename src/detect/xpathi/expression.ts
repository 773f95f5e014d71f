// Tokens behind a place where a value may have left its string → how sure it is that an expression of XPath goes on there.
import type { Token } from './tokens.ts'
import { axes, functions, ownFunctions, reachingFunctions } from './words.ts'

/** 0 nothing, 1 faint, 2 what SQL may have as well, 3 what XPath alone has, 4 what nobody writes by chance. */
export type Level = number

interface Operand {
  readonly level: Level
  readonly form: 'literal' | 'name' | 'path' | 'call' | 'other' | 'open'
}

const end: Token = { kind: 'end', text: '', end: 0, isCut: false }
const comparators = new Set(['=', '!=', '<', '>', '<=', '>='])
const sums = new Set(['+', '-', '*'])
const open: Operand = { level: 0, form: 'open' }

export class Expression {
  private readonly tokens: readonly Token[]
  private index = 0
  /** The strongest sign so far. */
  strongest: Level = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  /** Everything was read: what is missing stands in the expression around it. */
  get isAtEnd(): boolean {
    return this.index >= this.tokens.length
  }

  get behind(): number {
    return this.tokens[this.index - 1]?.end ?? 0
  }

  get endsInString(): boolean {
    return this.tokens[this.index - 1]?.isCut === true
  }

  /** `{ ")" | "]" | "," expression | operator expression | "|" path }`: false where something else follows. */
  readContinuation(): boolean {
    while (!this.isAtEnd) {
      const { kind, text } = this.peek()
      if (kind === 'sign' && (text === ')' || text === ']')) this.index++
      else if (kind === 'sign' && text === ',') {
        this.index++
        if (this.readOr() === null) return false
      } else if (kind === 'sign' && (text === '/' || text === '//')) {
        const path = this.readPath()
        if (path === null) return false
        this.saw(path.level)
      } else if (!this.goesOn()) return false
      else if (this.continueOr(open) === null) return false
    }
    return true
  }

  /** An expression from its first token on. */
  readWhole(): boolean {
    return this.readOr() !== null && this.readContinuation()
  }

  private goesOn(): boolean {
    const { kind, text } = this.peek()
    if (kind === 'name') return text === 'or' || text === 'and' || text === 'div' || text === 'mod'
    return kind === 'sign' && (text === '|' || comparators.has(text) || sums.has(text))
  }

  private peek(ahead = 0): Token {
    return this.tokens[this.index + ahead] ?? end
  }

  private isSign(text: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'sign' && token.text === text
  }

  private takeSign(text: string): boolean {
    if (!this.isSign(text)) return false
    this.index++
    return true
  }

  private saw(level: Level): Level {
    this.strongest = Math.max(this.strongest, level)
    return level
  }

  private readOr(): Operand | null {
    const first = this.readUnion()
    return first && this.continueOr(first)
  }

  /** `operand { ("or" | "and" | comparator | "+" | "|" | …) operand }`: which binds tighter changes nothing here. */
  private continueOr(first: Operand): Operand | null {
    let all = first
    for (;;) {
      const { kind, text } = this.peek()
      const isLogical = kind === 'name' && (text === 'or' || text === 'and')
      if (!this.goesOn()) return all
      this.index++
      const next = this.readUnion()
      if (next === null) return null
      if (isLogical) {
        this.saw(next.form === 'path' || next.form === 'call' ? next.level : 0)
        all = next
      } else all = this.join(all, text, next)
    }
  }

  private join(one: Operand, operator: string, other: Operand): Operand {
    const level = Math.max(one.level, other.level)
    if (!comparators.has(operator)) {
      if (operator === '|' && other.form === 'path') this.saw(Math.max(3, level))
      return { level, form: other.form }
    }
    if (one.form === 'open') return { level: 0, form: 'other' }
    const isLiteral = one.form === 'literal' || other.form === 'literal'
    return { level: this.saw(Math.max(level, isLiteral ? 2 : 1)), form: 'other' }
  }

  private readUnion(): Operand | null {
    while (this.takeSign('-'));
    const { kind, text } = this.peek()
    if (kind === 'end') return open
    if (kind === 'number' || kind === 'string') {
      this.index++
      return { level: 0, form: 'literal' }
    }
    if (kind === 'sign' && text === '$') {
      this.index += 2
      return { level: 1, form: 'name' }
    }
    if (kind === 'sign' && text === '(') return this.readGroup()
    return this.readPath()
  }

  private readGroup(): Operand | null {
    this.index++
    const inner = this.readOr()
    if (inner === null) return null
    if (!this.takeSign(')') && !this.isAtEnd) return null
    return this.readPredicates(inner)
  }

  /** `["/" | "//"] step { ("/" | "//") step }` */
  private readPath(): Operand | null {
    let level = 0
    const isRooted = this.isSign('/') || this.isSign('//')
    if (isRooted) level = this.isSign('//') || this.isSign('*', 1) ? 3 : 1
    if (isRooted) this.index++
    let found = this.readStep()
    if (found === null) return isRooted && this.isAtEnd ? { level, form: 'path' } : null
    let steps = 1
    while (this.takeSign('/') || this.takeSign('//')) {
      const next = this.isAtEnd ? open : this.readStep()
      if (next === null) return null
      found = { level: Math.max(found.level, next.level), form: next.form }
      steps++
    }
    const isPath = isRooted || steps > 1
    return {
      level: Math.max(level, found.level, steps > 1 ? 2 : 0),
      form: isPath && found.form !== 'call' ? 'path' : found.form,
    }
  }

  private readStep(): Operand | null {
    if (this.takeSign('.')) return { level: 0, form: 'path' }
    if (this.takeSign('..')) return { level: 2, form: 'path' }
    const isAttribute = this.takeSign('@')
    if (this.takeSign('*')) return this.readPredicates({ level: isAttribute ? 3 : 1, form: 'path' })
    const { kind, text } = this.peek()
    if (kind !== 'name' || text === 'or' || text === 'and') return null
    this.index++
    if (this.takeSign('::')) {
      const next = this.readStep()
      return next && { level: axes.has(text) ? 3 : 1, form: 'path' }
    }
    if (this.isSign('(')) return this.readCall(text)
    return this.readPredicates({ level: isAttribute ? 1 : 0, form: isAttribute ? 'path' : 'name' })
  }

  private readCall(name: string): Operand | null {
    this.index++
    const own = callLevel(name)
    if (own > 3) this.saw(own)
    let level = own
    while (!this.isSign(')') && !this.isAtEnd) {
      const argument = this.readOr()
      if (argument === null) return null
      level = Math.max(level, argument.level)
      if (!this.takeSign(',')) break
    }
    if (!this.takeSign(')') && !this.isAtEnd) return null
    // A function of XPath that is given a path.
    if (own > 1 && level > 2) this.saw(level)
    return this.readPredicates({ level, form: 'call' })
  }

  private readPredicates(before: Operand): Operand | null {
    let all = before
    while (this.takeSign('[')) {
      const inner = this.isAtEnd ? open : this.readOr()
      if (inner === null || (!this.takeSign(']') && !this.isAtEnd)) return null
      all = { level: Math.max(all.level, inner.level, 2), form: all.form === 'call' ? 'call' : 'path' }
    }
    return all
  }
}

function callLevel(name: string): Level {
  const local = name.slice(name.indexOf(':') + 1)
  if (reachingFunctions.has(local)) return 4
  if (ownFunctions.has(local)) return 3
  return functions.has(local) ? 2 : 1
}
