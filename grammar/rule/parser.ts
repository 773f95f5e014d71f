// Tokens of a rule file → concrete syntax tree. Each class knows what the one before it does, and a part of the language more.
import { EntryParser } from './entries.ts'
import * as t from './tokens.ts'

export class RuleParser extends EntryParser {
  constructor(options: { readonly skipValidations?: boolean } = {}) {
    super(options)
    this.performSelfAnalysis()
  }

  /** ruleFile : ('language' Numeral)? (list | macro | field | limit | rule)* */
  ruleFile = this.RULE('ruleFile', () => {
    this.OPTION(() => {
      this.CONSUME(t.Language)
      this.CONSUME(t.Numeral)
    })
    this.MANY(() => this.SUBRULE(this.declaration))
  })

  /** declaration : list | macro | field | limit | rule */
  declaration = this.RULE('declaration', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.macro) },
      { ALT: () => this.SUBRULE(this.field) },
      { ALT: () => this.SUBRULE(this.limit) },
      { ALT: () => this.SUBRULE(this.rule) },
    ])
  })

  /** list : 'list' Name ':' Name '=' (listValues | 'file' '(' text ')') */
  list = this.RULE('list', () => {
    this.CONSUME(t.List)
    this.CONSUME(t.Name)
    this.CONSUME(t.Colon)
    this.CONSUME1(t.Name)
    this.CONSUME(t.Assign)
    this.OR([
      { ALT: () => this.SUBRULE(this.listValues) },
      {
        ALT: () => {
          this.CONSUME(t.File)
          this.CONSUME(t.Open)
          this.SUBRULE(this.text)
          this.CONSUME(t.Shut)
        },
      },
    ])
  })

  /** listValues : '[' (text (',' text)* ','?)? ']' */
  listValues = this.RULE('listValues', () => {
    this.CONSUME(t.OpenBracket)
    this.MANY(() => {
      this.SUBRULE(this.text)
      this.OPTION(() => this.CONSUME(t.Comma))
    })
    this.CONSUME(t.ShutBracket)
  })

  /** macro : 'macro' Name '=' (eventQuery | expression) */
  macro = this.RULE('macro', () => {
    this.CONSUME(t.Macro)
    this.CONSUME(t.Name)
    this.CONSUME(t.Assign)
    this.OR([{ ALT: () => this.SUBRULE(this.filteredEvents) }, { ALT: () => this.SUBRULE(this.expression) }])
  })

  /** field : 'field' fieldName ':' Name */
  field = this.RULE('field', () => {
    this.CONSUME(t.Field)
    this.SUBRULE(this.fieldName)
    this.CONSUME(t.Colon)
    this.CONSUME(t.Name)
  })

  /** limit : 'limit' Name '=' (Numeral | Span) */
  limit = this.RULE('limit', () => {
    this.CONSUME(t.Limit)
    this.CONSUME(t.Name)
    this.CONSUME(t.Assign)
    this.OR([{ ALT: () => this.CONSUME(t.Numeral) }, { ALT: () => this.CONSUME(t.Span) }])
  })

  /** rule : 'rule' Name '{' entry* '}' */
  rule = this.RULE('rule', () => {
    this.CONSUME(t.Rule)
    this.CONSUME(t.Name)
    this.CONSUME(t.OpenBrace)
    this.MANY(() => this.SUBRULE(this.entry))
    this.CONSUME(t.ShutBrace)
  })
}

let parser: RuleParser | undefined

/** The parser, made when it is first asked for: its analysis of itself is felt at start-up. */
export const ruleParser = (): RuleParser => {
  parser ??= new RuleParser()
  return parser
}
