// Tokens of a rule's own test → concrete syntax tree.
import { QueryParser } from './queries.ts'
import * as t from './tokens.ts'

export class TestParser extends QueryParser {
  /** test : 'test' text '{' testStep* '}' */
  test = this.RULE('test', () => {
    this.CONSUME(t.Test)
    this.SUBRULE(this.text)
    this.CONSUME(t.OpenBrace)
    this.MANY(() => this.SUBRULE(this.testStep))
    this.CONSUME(t.ShutBrace)
  })

  /** testStep : 'wait' Span | expect | ('repeat' Numeral ('every' Span)?)? testEvent */
  testStep = this.RULE('testStep', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.wait) },
      { ALT: () => this.SUBRULE(this.expectation) },
      { ALT: () => this.SUBRULE(this.testEvents) },
    ])
  })

  /** wait : 'wait' Span */
  wait = this.RULE('wait', () => {
    this.CONSUME(t.Wait)
    this.CONSUME(t.Span)
  })

  /** expectation : 'expect' ('none' | Numeral ('incident' | 'incidents') assignments?) */
  expectation = this.RULE('expectation', () => {
    this.CONSUME(t.Expect)
    this.OR([
      { ALT: () => this.CONSUME(t.None) },
      {
        ALT: () => {
          this.CONSUME(t.Numeral)
          this.OR1([{ ALT: () => this.CONSUME(t.Incident) }, { ALT: () => this.CONSUME(t.Incidents) }])
          this.OPTION(() => this.SUBRULE(this.assignments))
        },
      },
    ])
  })

  /** testEvents : ('repeat' Numeral ('every' Span)?)? Name assignments */
  testEvents = this.RULE('testEvents', () => {
    this.OPTION(() => {
      this.CONSUME(t.Repeat)
      this.CONSUME(t.Numeral)
      this.OPTION1(() => {
        this.CONSUME(t.Every)
        this.CONSUME(t.Span)
      })
    })
    this.CONSUME(t.Name)
    this.SUBRULE(this.assignments)
  })

  /** assignments : '{' (assignment ','?)* '}' */
  assignments = this.RULE('assignments', () => {
    this.CONSUME(t.OpenBrace)
    this.MANY(() => {
      this.SUBRULE(this.assignment)
      this.OPTION(() => this.CONSUME(t.Comma))
    })
    this.CONSUME(t.ShutBrace)
  })

  /** assignment : fieldName '=' (literal | expression | '[' expression (',' expression)* ']') */
  assignment = this.RULE('assignment', () => {
    this.SUBRULE(this.fieldName)
    this.CONSUME(t.Assign)
    this.OR([
      // Most of a file of rules are the values of its tests: each is spared the way down through all operators.
      { GATE: () => this.isWhole(), ALT: () => this.SUBRULE(this.literal), IGNORE_AMBIGUITIES: true },
      {
        ALT: () => {
          this.CONSUME(t.OpenBracket)
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) })
          this.CONSUME(t.ShutBracket)
        },
      },
      { ALT: () => this.SUBRULE1(this.expression) },
    ])
  })

  /** Whether the next token is a value by itself. */
  private isWhole(): boolean {
    const { tokenType } = this.LA(2)
    return tokenType === t.Comma || tokenType === t.ShutBrace
  }
}
