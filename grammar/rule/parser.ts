// Tokens of a rule file → concrete syntax tree. One method for each grammar rule; no meaning here.
import { CstParser } from 'chevrotain'
import { messages } from './messages.ts'
import * as t from './tokens.ts'

export class RuleParser extends CstParser {
  /** The grammar is checked by a test, not at every start. */
  constructor(options: { readonly skipValidations: boolean } = { skipValidations: true }) {
    super(t.tokens, {
      nodeLocationTracking: 'onlyOffset',
      recoveryEnabled: true,
      maxLookahead: 2,
      errorMessageProvider: messages,
      skipValidations: options.skipValidations,
    })
    this.performSelfAnalysis()
  }

  /** ruleFile : ('language' Numeral)? (list | macro | field | rule)* */
  ruleFile = this.RULE('ruleFile', () => {
    this.OPTION(() => {
      this.CONSUME(t.Language)
      this.CONSUME(t.Numeral)
    })
    this.MANY(() => this.SUBRULE(this.declaration))
  })

  /** declaration : list | macro | field | rule */
  declaration = this.RULE('declaration', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.macro) },
      { ALT: () => this.SUBRULE(this.field) },
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

  /** rule : 'rule' Name '{' entry* '}' */
  rule = this.RULE('rule', () => {
    this.CONSUME(t.Rule)
    this.CONSUME(t.Name)
    this.CONSUME(t.OpenBrace)
    this.MANY(() => this.SUBRULE(this.entry))
    this.CONSUME(t.ShutBrace)
  })

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

  /** firstSeen : 'first_seen' key (',' key)* ('by' keys)? 'over' Span */
  firstSeen = this.RULE('firstSeen', () => {
    this.CONSUME(t.FirstSeen)
    this.SUBRULE(this.keys)
    this.OPTION(() => {
      this.CONSUME(t.By)
      this.SUBRULE1(this.keys)
    })
    this.CONSUME(t.Over)
    this.CONSUME(t.Span)
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

  /** window : 'over' ('connection' | ('tumbling' | 'session')? Span) ('keep' ('window' | 'judging'))? */
  window = this.RULE('window', () => {
    this.CONSUME(t.Over)
    this.OR([
      { ALT: () => this.CONSUME(t.Connection) },
      {
        ALT: () => {
          this.OPTION(() => this.OR1([{ ALT: () => this.CONSUME(t.Tumbling) }, { ALT: () => this.CONSUME(t.Session) }]))
          this.CONSUME(t.Span)
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

  /** joined : ('by' keys)? ('with' 'maxspan' '=' Span)? */
  joined = this.RULE('joined', () => {
    this.OPTION(() => {
      this.CONSUME(t.By)
      this.SUBRULE(this.keys)
    })
    this.OPTION1(() => {
      this.CONSUME(t.With)
      this.CONSUME(t.Maxspan)
      this.CONSUME(t.Assign)
      this.CONSUME(t.Span)
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

  /** step : ('step' Name '=')? '!'? '[' events ']' ('by' keys)? ('with' 'runs' '=' Numeral)? ('within' Span)? */
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
      this.CONSUME(t.Span)
    })
  })

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

  /** literal : text | Numeral | 'true' | 'false' | 'null' */
  literal = this.RULE('literal', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.text) },
      { ALT: () => this.CONSUME(t.Numeral) },
      { ALT: () => this.CONSUME(t.True) },
      { ALT: () => this.CONSUME(t.False) },
      { ALT: () => this.CONSUME(t.Null) },
    ])
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

let parser: RuleParser | undefined

/** The parser, made when it is first asked for: its analysis of itself is felt at start-up. */
export const ruleParser = (): RuleParser => {
  parser ??= new RuleParser()
  return parser
}
