// The parser's grammar → what may come after some tokens, and inside which of its rules.
import {
  Alternation,
  type IProduction,
  type IToken,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  Terminal,
  type TokenType,
  tokenMatcher,
} from 'chevrotain'
import { ruleParser } from '../../grammar/rule/parser.ts'

/** A token that may come next. */
export interface Expected {
  readonly type: TokenType
  /** The rules of the grammar that it would stand in, the innermost last. */
  readonly rules: readonly string[]
}

type Part =
  | { readonly kind: 'token'; readonly type: TokenType }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'either'; readonly all: readonly Body[] }
  | { readonly kind: 'maybe' | 'many'; readonly body: Body }

interface Body {
  readonly id: number
  readonly parts: readonly Part[]
}

/** What the types of Chevrotain's productions do not say of those that hold others. */
interface Nested {
  readonly definition: readonly IProduction[]
}

/** Where reading stands: before a part of a body, and where it goes on behind that. Equal places are one object. */
export interface State {
  readonly id: number
  readonly body: Body
  readonly index: number
  /** The rule of the grammar that the body is of. */
  readonly rule: string
  readonly next: State | null
}

export type States = readonly State[]

/** Reads tokens in every way that the grammar allows at once. */
export class GrammarStates {
  readonly #rules = new Map<string, Body>()
  readonly #states = new Map<string, State>()
  readonly #opened = new Map<State, States>()
  #bodies = 0

  constructor() {
    for (const rule of Object.values(ruleParser().getGAstProductions())) {
      this.#rules.set(rule.name, this.#body(rule.definition))
    }
  }

  /** Forgets what was read before. */
  start(rule: string): States {
    this.#states.clear()
    this.#opened.clear()
    return this.#open(this.#state(this.#rules.get(rule)!, 0, rule, null))
  }

  /** What is left of the states after a token: none, where it can stand in none of them. */
  after(states: States, token: IToken): States {
    const next = new Set<State>()
    for (const state of states) {
      const part = state.body.parts[state.index]!
      if (part.kind !== 'token' || !tokenMatcher(token, part.type)) continue
      for (const one of this.#open(this.#behind(state))) next.add(one)
    }
    return [...next]
  }

  expected(states: States): readonly Expected[] {
    return states.map((state) => {
      const part = state.body.parts[state.index]!
      return { type: (part as Extract<Part, { kind: 'token' }>).type, rules: rulesOf(state) }
    })
  }

  /** The places of single tokens that can be come to without reading one. */
  #open(from: State): States {
    const known = this.#opened.get(from)
    if (known) return known
    const seen = new Set<State>()
    const open: State[] = [from]
    const tokens: State[] = []
    for (let state = open.pop(); state; state = open.pop()) {
      if (seen.has(state)) continue
      seen.add(state)
      const part = state.body.parts[state.index]
      if (part?.kind === 'token') tokens.push(state)
      else open.push(...(part ? this.#inside(part, state) : state.next ? [state.next] : []))
    }
    this.#opened.set(from, tokens)
    return tokens
  }

  #inside(part: Exclude<Part, { kind: 'token' }>, state: State): readonly State[] {
    const { rule } = state
    switch (part.kind) {
      case 'rule':
        return [this.#state(this.#rules.get(part.name)!, 0, part.name, this.#behind(state))]
      case 'either':
        return part.all.map((body) => this.#state(body, 0, rule, this.#behind(state)))
      case 'maybe':
        return [this.#state(part.body, 0, rule, this.#behind(state)), this.#behind(state)]
      case 'many':
        return [this.#state(part.body, 0, rule, state), this.#behind(state)]
    }
  }

  #behind({ body, index, rule, next }: State): State {
    return this.#state(body, index + 1, rule, next)
  }

  #state(body: Body, index: number, rule: string, next: State | null): State {
    const key = `${body.id} ${index} ${next?.id ?? '-'}`
    const known = this.#states.get(key)
    if (known) return known
    const state = { id: this.#states.size, body, index, rule, next }
    this.#states.set(key, state)
    return state
  }

  #body(definition: readonly IProduction[]): Body {
    return { id: this.#bodies++, parts: definition.flatMap((one) => this.#parts(one)) }
  }

  #parts(node: IProduction): readonly Part[] {
    if (node instanceof Terminal) return [{ kind: 'token', type: node.terminalType }]
    if (node instanceof NonTerminal) return [{ kind: 'rule', name: node.nonTerminalName }]
    if (node instanceof Alternation) {
      return [
        {
          kind: 'either',
          all: (node as unknown as Nested).definition.map((one) => this.#body((one as unknown as Nested).definition)),
        },
      ]
    }
    const { definition } = node as unknown as Nested
    const once = definition.flatMap((one) => this.#parts(one))
    if (node instanceof Option) return [this.#of('maybe', once)]
    if (node instanceof Repetition) return [this.#of('many', once)]
    if (node instanceof RepetitionMandatory) return [...once, this.#of('many', once)]
    const isSeparated = node instanceof RepetitionWithSeparator || node instanceof RepetitionMandatoryWithSeparator
    if (!isSeparated) return once
    const all = [...once, this.#of('many', [{ kind: 'token', type: node.separator }, ...once])]
    return node instanceof RepetitionWithSeparator ? [this.#of('maybe', all)] : all
  }

  #of(kind: 'maybe' | 'many', parts: readonly Part[]): Part {
    return { kind, body: { id: this.#bodies++, parts } }
  }
}

function rulesOf(state: State): readonly string[] {
  const rules: string[] = []
  for (let at: State | null = state; at; at = at.next) if (rules.at(-1) !== at.rule) rules.push(at.rule)
  return rules.reverse()
}
