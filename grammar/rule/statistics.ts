// Tokens of an event query and of the pipes behind it → concrete syntax tree.
import { ExpressionParser } from './expressions.ts'
import * as t from './tokens.ts'

export class StatisticsParser extends ExpressionParser {
  /** statistics : events ('|' pipe)* — an event query, or what is counted of one */
  statistics = this.RULE('statistics', () => {
    this.SUBRULE(this.events)
    this.MANY({
      GATE: () => this.LA(2).tokenType !== t.Head && this.LA(2).tokenType !== t.Tail,
      DEF: () => {
        this.CONSUME(t.Pipe)
        this.SUBRULE(this.pipe)
      },
    })
  })

  /** events : category ('where' expression)? */
  events = this.RULE('events', () => {
    this.SUBRULE(this.category)
    this.OPTION(() => {
      this.CONSUME(t.Where)
      this.SUBRULE(this.expression)
    })
  })

  /** filteredEvents : category 'where' expression */
  filteredEvents = this.RULE('filteredEvents', () => {
    this.SUBRULE(this.category)
    this.CONSUME(t.Where)
    this.SUBRULE(this.expression)
  })

  /** category : Name | QuotedName | text */
  category = this.RULE('category', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Name) },
      { ALT: () => this.CONSUME(t.QuotedName) },
      { ALT: () => this.SUBRULE(this.text) },
    ])
  })

  /** pipe : 'where' expression | firstSeen | stats */
  pipe = this.RULE('pipe', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Where)
          this.SUBRULE(this.expression)
        },
      },
      { ALT: () => this.SUBRULE(this.firstSeen) },
      { ALT: () => this.SUBRULE(this.stats) },
    ])
  })

  /** firstSeen : 'first_seen' key (',' key)* ('by' keys)? 'over' span */
  firstSeen = this.RULE('firstSeen', () => {
    this.CONSUME(t.FirstSeen)
    this.SUBRULE(this.keys)
    this.OPTION(() => {
      this.CONSUME(t.By)
      this.SUBRULE1(this.keys)
    })
    this.CONSUME(t.Over)
    this.SUBRULE(this.span)
  })

  /** stats : 'stats' aggregate (',' aggregate)* ('by' keys)? window? */
  stats = this.RULE('stats', () => {
    this.CONSUME(t.Stats)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.aggregate) })
    this.OPTION(() => {
      this.CONSUME(t.By)
      this.SUBRULE(this.keys)
    })
    this.OPTION1(() => this.SUBRULE(this.window))
  })

  /** aggregate : (Name '=')? Name '(' (expression (',' expression)*)? ')' ('where' expression)? */
  aggregate = this.RULE('aggregate', () => {
    this.OPTION({
      GATE: () => this.LA(2).tokenType === t.Assign,
      DEF: () => {
        this.CONSUME(t.Name)
        this.CONSUME(t.Assign)
      },
    })
    this.CONSUME1(t.Name)
    this.CONSUME(t.Open)
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) })
    this.CONSUME(t.Shut)
    this.OPTION1(() => {
      this.CONSUME(t.Where)
      this.SUBRULE1(this.expression)
    })
  })

  /** window : 'over' ('connection' | ('tumbling' | 'session')? span) ('keep' ('window' | 'judging'))? */
  window = this.RULE('window', () => {
    this.CONSUME(t.Over)
    this.OR([
      { ALT: () => this.CONSUME(t.Connection) },
      {
        ALT: () => {
          this.OPTION(() => this.OR1([{ ALT: () => this.CONSUME(t.Tumbling) }, { ALT: () => this.CONSUME(t.Session) }]))
          this.SUBRULE(this.span)
        },
      },
    ])
    this.OPTION1({
      GATE: () => this.LA(2).tokenType === t.Window || this.LA(2).tokenType === t.Judging,
      DEF: () => {
        this.CONSUME(t.Keep)
        this.OR2([{ ALT: () => this.CONSUME(t.Window) }, { ALT: () => this.CONSUME(t.Judging) }])
      },
    })
  })

  /** keys : key (',' key)* */
  keys = this.RULE('keys', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.key) })
  })

  /** key : sum */
  key = this.RULE('key', () => {
    this.SUBRULE(this.sum)
  })
}
