// Tokens of a query, whatever its shape → concrete syntax tree.
import { StatisticsParser } from './statistics.ts'
import * as t from './tokens.ts'

export class QueryParser extends StatisticsParser {
  /** queryText : query — a query that stands alone */
  queryText = this.RULE('queryText', () => {
    this.SUBRULE(this.query)
  })

  /** query : (sequence | sample | conversation | exchange | statistics) ('|' cut)* */
  query = this.RULE('query', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.sequence) },
      { ALT: () => this.SUBRULE(this.sample) },
      { ALT: () => this.SUBRULE(this.conversation) },
      { ALT: () => this.SUBRULE(this.exchange) },
      { ALT: () => this.SUBRULE(this.statistics) },
    ])
    this.MANY(() => {
      this.CONSUME(t.Pipe)
      this.SUBRULE(this.cut)
    })
  })

  /** cut : ('head' | 'tail') Numeral */
  cut = this.RULE('cut', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Head) }, { ALT: () => this.CONSUME(t.Tail) }])
    this.CONSUME(t.Numeral)
  })

  /** sequence : 'sequence' joined step+ ('until' step)? */
  sequence = this.RULE('sequence', () => {
    this.CONSUME(t.Sequence)
    this.SUBRULE(this.joined)
    this.AT_LEAST_ONE(() => this.SUBRULE(this.step))
    this.OPTION2(() => {
      this.CONSUME(t.Until)
      this.SUBRULE1(this.step)
    })
  })

  /** joined : ('by' keys)? ('with' 'maxspan' '=' span)? */
  joined = this.RULE('joined', () => {
    this.OPTION(() => {
      this.CONSUME(t.By)
      this.SUBRULE(this.keys)
    })
    this.OPTION1(() => {
      this.CONSUME(t.With)
      this.CONSUME(t.Maxspan)
      this.CONSUME(t.Assign)
      this.SUBRULE(this.span)
    })
  })

  /** sample : 'sample' joined (step+ | Numeral 'of' '{' step+ '}') */
  sample = this.RULE('sample', () => {
    this.CONSUME(t.Sample)
    this.SUBRULE(this.joined)
    this.OR([
      { ALT: () => this.AT_LEAST_ONE(() => this.SUBRULE(this.step)) },
      {
        ALT: () => {
          this.CONSUME(t.Numeral)
          this.CONSUME(t.Of)
          this.CONSUME(t.OpenBrace)
          this.AT_LEAST_ONE1(() => this.SUBRULE1(this.step))
          this.CONSUME(t.ShutBrace)
        },
      },
    ])
  })

  /** conversation : step+ 'conversation' 'by' keys '{' flow '}' */
  conversation = this.RULE('conversation', () => {
    this.AT_LEAST_ONE(() => this.SUBRULE(this.step))
    this.CONSUME(t.Conversation)
    this.CONSUME(t.By)
    this.SUBRULE(this.keys)
    this.CONSUME(t.OpenBrace)
    this.SUBRULE(this.flow)
    this.CONSUME(t.ShutBrace)
  })

  /** flow : flowChain ('|' flowChain)* */
  flow = this.RULE('flow', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Pipe, DEF: () => this.SUBRULE(this.flowChain) })
  })

  /** flowChain : flowPart ('->' flowPart)* */
  flowChain = this.RULE('flowChain', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Arrow, DEF: () => this.SUBRULE(this.flowPart) })
  })

  /** flowPart : (Name | '(' flow ')') ('*' | '+' | '?')? */
  flowPart = this.RULE('flowPart', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Name) },
      {
        ALT: () => {
          this.CONSUME(t.Open)
          this.SUBRULE(this.flow)
          this.CONSUME(t.Shut)
        },
      },
    ])
    this.OPTION(() =>
      this.OR1([
        { ALT: () => this.CONSUME(t.Star) },
        { ALT: () => this.CONSUME(t.Plus) },
        { ALT: () => this.CONSUME(t.Question) },
      ]),
    )
  })

  /** exchange : 'respond' 'to' step ('with' step)? ('when' Name (',' Name)*)? */
  exchange = this.RULE('exchange', () => {
    this.CONSUME(t.Respond)
    this.CONSUME(t.To)
    this.SUBRULE(this.step)
    this.OPTION(() => {
      this.CONSUME(t.With)
      this.SUBRULE1(this.step)
    })
    this.OPTION1(() => {
      this.CONSUME(t.When)
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Name) })
    })
  })

  /** step : ('step' Name '=')? '!'? '[' events ']' ('by' keys)? ('with' 'runs' '=' Numeral)? ('within' span)? */
  step = this.RULE('step', () => {
    this.OPTION(() => {
      this.CONSUME(t.Step)
      this.CONSUME(t.Name)
      this.CONSUME(t.Assign)
    })
    this.OPTION1(() => this.CONSUME(t.Bang))
    this.CONSUME(t.OpenBracket)
    this.SUBRULE(this.events)
    this.CONSUME(t.ShutBracket)
    this.OPTION2(() => {
      this.CONSUME(t.By)
      this.SUBRULE(this.keys)
    })
    this.OPTION3({
      // `with` may also say what answers: `respond to […] by rpc.id with […]`.
      GATE: () => this.LA(2).tokenType === t.Runs,
      DEF: () => {
        this.CONSUME(t.With)
        this.CONSUME(t.Runs)
        this.CONSUME1(t.Assign)
        this.CONSUME(t.Numeral)
      },
    })
    this.OPTION4(() => {
      this.CONSUME(t.Within)
      this.SUBRULE(this.span)
    })
  })
}
