// Tokens of a condition → concrete syntax tree. One method for each grammar rule; no meaning here.
import { CstParser } from 'chevrotain'
import { LateLookahead } from './lookahead.ts'
import { messages } from './messages.ts'
import * as t from './tokens.ts'

/** Tokens that tell which way to go. */
const maxLookahead = 2

export class ExpressionParser extends CstParser {
  /** The grammar is checked by a test, not at every start. */
  constructor({ skipValidations = true } = {}) {
    super(t.tokens, {
      nodeLocationTracking: 'onlyOffset',
      recoveryEnabled: true,
      maxLookahead,
      lookaheadStrategy: new LateLookahead(maxLookahead),
      errorMessageProvider: messages,
      skipValidations,
    })
  }

  /** expression : conjunction ('or' conjunction)* */
  expression = this.RULE('expression', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Or, DEF: () => this.SUBRULE(this.conjunction) })
  })

  /** conjunction : negation ('and' negation)* */
  conjunction = this.RULE('conjunction', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.And, DEF: () => this.SUBRULE(this.negation) })
  })

  /** negation : 'not'* comparison */
  negation = this.RULE('negation', () => {
    this.MANY(() => this.CONSUME(t.Not))
    this.SUBRULE(this.comparison)
  })

  /** comparison : sum (compare sum | pattern patterns | 'not'? ('in' | 'in~') members)? */
  comparison = this.RULE('comparison', () => {
    this.SUBRULE(this.sum)
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.SUBRULE(this.compare)
            this.SUBRULE1(this.sum)
          },
        },
        {
          ALT: () => {
            this.SUBRULE(this.pattern)
            this.SUBRULE(this.patterns)
          },
        },
        {
          ALT: () => {
            this.OPTION1(() => this.CONSUME(t.Not))
            this.OR1([{ ALT: () => this.CONSUME(t.In) }, { ALT: () => this.CONSUME(t.InFold) }])
            this.SUBRULE(this.members)
          },
        },
      ]),
    )
  })

  /** compare : '==' | '!=' | '<' | '<=' | '>' | '>=' */
  compare = this.RULE('compare', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Equal) },
      { ALT: () => this.CONSUME(t.Unequal) },
      { ALT: () => this.CONSUME(t.Less) },
      { ALT: () => this.CONSUME(t.AtMost) },
      { ALT: () => this.CONSUME(t.More) },
      { ALT: () => this.CONSUME(t.AtLeast) },
    ])
  })

  /** pattern : ':' | 'like' | 'like~' | 'regex' | 'regex~' */
  pattern = this.RULE('pattern', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Colon) },
      { ALT: () => this.CONSUME(t.Like) },
      { ALT: () => this.CONSUME(t.LikeFold) },
      { ALT: () => this.CONSUME(t.Regex) },
      { ALT: () => this.CONSUME(t.RegexFold) },
    ])
  })

  /** patterns : '(' sum (',' sum)* ')' | sum */
  patterns = this.RULE('patterns', () => {
    this.OR([
      {
        GATE: () => this.LA(1).tokenType === t.Open,
        ALT: () => {
          this.CONSUME(t.Open)
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) })
          this.CONSUME(t.Shut)
        },
      },
      { ALT: () => this.SUBRULE1(this.sum) },
    ])
  })

  /** members : '(' expression (',' expression)* ')' | ListName */
  members = this.RULE('members', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Open)
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) })
          this.CONSUME(t.Shut)
        },
      },
      { ALT: () => this.CONSUME(t.ListName) },
    ])
  })

  /** sum : product (('+' | '-') product)* */
  sum = this.RULE('sum', () => {
    this.SUBRULE(this.product)
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }])
      this.SUBRULE1(this.product)
    })
  })

  /** product : signed (('*' | '/' | '%') signed)* */
  product = this.RULE('product', () => {
    this.SUBRULE(this.signed)
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(t.Star) },
        { ALT: () => this.CONSUME(t.Slash) },
        { ALT: () => this.CONSUME(t.Percent) },
      ])
      this.SUBRULE1(this.signed)
    })
  })

  /** signed : ('-' | '+')* primary */
  signed = this.RULE('signed', () => {
    this.MANY(() => this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(t.Plus) }]))
    this.SUBRULE(this.primary)
  })

  /** primary : literal | call | fieldName | OptionalName | '(' expression ')' */
  primary = this.RULE('primary', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.literal) },
      { ALT: () => this.SUBRULE(this.call) },
      { ALT: () => this.SUBRULE(this.fieldName) },
      { ALT: () => this.CONSUME(t.OptionalName) },
      {
        ALT: () => {
          this.CONSUME(t.Open)
          this.SUBRULE(this.expression)
          this.CONSUME(t.Shut)
        },
      },
    ])
  })

  /** call : Name '~'? '(' (expression (',' expression)*)? ')' */
  call = this.RULE('call', () => {
    this.CONSUME(t.Name)
    this.OPTION(() => this.CONSUME(t.Tilde))
    this.CONSUME(t.Open)
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) })
    this.CONSUME(t.Shut)
  })

  /** literal : text | Numeral | span | 'true' | 'false' | 'null' */
  literal = this.RULE('literal', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.text) },
      { ALT: () => this.CONSUME(t.Numeral) },
      { ALT: () => this.SUBRULE(this.span) },
      { ALT: () => this.CONSUME(t.True) },
      { ALT: () => this.CONSUME(t.False) },
      { ALT: () => this.CONSUME(t.Null) },
    ])
  })

  /** span : Span | ListName — how long something is, or a limit of the file */
  span = this.RULE('span', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Span) }, { ALT: () => this.CONSUME(t.ListName) }])
  })

  /** fieldName : Name | QuotedName */
  fieldName = this.RULE('fieldName', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Name) }, { ALT: () => this.CONSUME(t.QuotedName) }])
  })

  /** text : Text | RawString */
  text = this.RULE('text', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Text) }, { ALT: () => this.CONSUME(t.RawString) }])
  })
}
