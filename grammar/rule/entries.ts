// Tokens of the parts of a rule → concrete syntax tree.
import { TestParser } from './tests.ts'
import * as t from './tokens.ts'

export class EntryParser extends TestParser {
  /** entry : metadata | detect | except | incident | suppress | respond | evidence | test */
  entry = this.RULE('entry', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.metadata) },
      { ALT: () => this.SUBRULE(this.detect) },
      { ALT: () => this.SUBRULE(this.except) },
      { ALT: () => this.SUBRULE(this.incident) },
      { ALT: () => this.SUBRULE(this.suppress) },
      { ALT: () => this.SUBRULE(this.respond) },
      { ALT: () => this.SUBRULE(this.evidence) },
      { ALT: () => this.SUBRULE(this.test) },
    ])
  })

  /** metadata : ('title' | 'about' | …) text | ('references' | …) texts | ('level' | 'status') Name | 'risk' Numeral | ('attack' | …) codes */
  metadata = this.RULE('metadata', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.textEntry) },
      { ALT: () => this.SUBRULE(this.textsEntry) },
      { ALT: () => this.SUBRULE(this.wordEntry) },
      { ALT: () => this.SUBRULE(this.riskEntry) },
      { ALT: () => this.SUBRULE(this.codesEntry) },
    ])
  })

  /** textEntry : ('title' | 'about' | 'advice' | 'author') text */
  textEntry = this.RULE('textEntry', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Title) },
      { ALT: () => this.CONSUME(t.About) },
      { ALT: () => this.CONSUME(t.Advice) },
      { ALT: () => this.CONSUME(t.Author) },
    ])
    this.SUBRULE(this.text)
  })

  /** textsEntry : ('references' | 'false_positives') text (',' text)* */
  textsEntry = this.RULE('textsEntry', () => {
    this.OR([{ ALT: () => this.CONSUME(t.References) }, { ALT: () => this.CONSUME(t.FalsePositives) }])
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.text) })
  })

  /** wordEntry : ('level' | 'status') Name */
  wordEntry = this.RULE('wordEntry', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Level) }, { ALT: () => this.CONSUME(t.Status) }])
    this.CONSUME(t.Name)
  })

  /** riskEntry : 'risk' Numeral */
  riskEntry = this.RULE('riskEntry', () => {
    this.CONSUME(t.Risk)
    this.CONSUME(t.Numeral)
  })

  /** codesEntry : ('attack' | 'cwe' | 'wstg') code (',' code)* */
  codesEntry = this.RULE('codesEntry', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Attack) },
      { ALT: () => this.CONSUME(t.Cwe) },
      { ALT: () => this.CONSUME(t.Wstg) },
    ])
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.code) })
  })

  /** code : (Name | Numeral) ('-' (Name | Numeral))* — T1110.001, CWE-79, WSTG-CLNT-10 */
  code = this.RULE('code', () => {
    this.AT_LEAST_ONE_SEP({
      SEP: t.Minus,
      DEF: () => this.OR([{ ALT: () => this.CONSUME(t.Name) }, { ALT: () => this.CONSUME(t.Numeral) }]),
    })
  })

  /** detect : 'detect' query */
  detect = this.RULE('detect', () => {
    this.CONSUME(t.Detect)
    this.SUBRULE(this.query)
  })

  /** except : 'except' Name? 'where' expression 'reason' text ('owner' text)? ('until' Day)? */
  except = this.RULE('except', () => {
    this.CONSUME(t.Except)
    this.OPTION({ GATE: () => this.LA(1).tokenType !== t.Where, DEF: () => this.CONSUME(t.Name) })
    this.CONSUME(t.Where)
    this.SUBRULE(this.expression)
    this.OPTION1(() => {
      this.CONSUME(t.Reason)
      this.SUBRULE(this.text)
    })
    this.OPTION2(() => {
      this.CONSUME(t.Owner)
      this.SUBRULE1(this.text)
    })
    this.OPTION3(() => {
      this.CONSUME(t.Until)
      this.CONSUME(t.Day)
    })
  })

  /** incident : 'incident' text */
  incident = this.RULE('incident', () => {
    this.CONSUME(t.Incident)
    this.SUBRULE(this.text)
  })

  /** suppress : 'suppress' Span ('by' keys)? */
  suppress = this.RULE('suppress', () => {
    this.CONSUME(t.Suppress)
    this.CONSUME(t.Span)
    this.OPTION(() => {
      this.CONSUME(t.By)
      this.SUBRULE(this.keys)
    })
  })

  /** respond : 'respond' response (',' response)* */
  respond = this.RULE('respond', () => {
    this.CONSUME(t.Respond)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.response) })
  })

  /** response : 'log' | 'webhook' (Name | text) | 'block' Span | 'close' Numeral? */
  response = this.RULE('response', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Log) },
      {
        ALT: () => {
          this.CONSUME(t.Webhook)
          this.OR1([{ ALT: () => this.CONSUME(t.Name) }, { ALT: () => this.SUBRULE(this.text) }])
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Block)
          this.CONSUME(t.Span)
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Close)
          this.OPTION(() => this.CONSUME(t.Numeral))
        },
      },
    ])
  })

  /** evidence : 'evidence' '{' evidenceClause* '}' */
  evidence = this.RULE('evidence', () => {
    this.CONSUME(t.Evidence)
    this.CONSUME(t.OpenBrace)
    this.MANY(() => this.SUBRULE(this.evidenceClause))
    this.CONSUME(t.ShutBrace)
  })

  /** evidenceClause : ('keep' | 'hash' | 'drop') fieldName (',' fieldName)* */
  evidenceClause = this.RULE('evidenceClause', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Keep) },
      { ALT: () => this.CONSUME(t.Hash) },
      { ALT: () => this.CONSUME(t.Drop) },
    ])
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.fieldName) })
  })
}
