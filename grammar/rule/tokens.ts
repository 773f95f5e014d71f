// Tokens of the rule language. Order matters: Chevrotain tries them first to last.
import { createToken, Lexer, type TokenType } from 'chevrotain'

const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true })
export const LineComment = createToken({ name: 'LineComment', pattern: /\/\/[^\n\r]*/, group: 'comments' })
const BlockComment = createToken({
  name: 'BlockComment',
  pattern: /\/\*[\s\S]*?\*\//,
  group: 'comments',
  line_breaks: true,
})

/** Any word; dotted for fields. Words that mean something in one place only are Names everywhere else. */
export const Name = createToken({ name: 'Name', pattern: /[A-Za-z_@][\w@]*(?:\.[\w@]+)*/, label: 'a name' })
/** A backquote in the name is doubled. */
export const QuotedName = createToken({
  name: 'QuotedName',
  pattern: /`(?:[^`\n\r]|``)+`/,
  label: 'a name in backquotes',
})
export const OptionalName = createToken({
  name: 'OptionalName',
  pattern: /\?(?:[A-Za-z_@][\w@]*(?:\.[\w@]+)*|`(?:[^`\n\r]|``)+`)/,
  label: 'an optional field (?name)',
})
export const ListName = createToken({ name: 'ListName', pattern: /\$[A-Za-z_]\w*/, label: 'a $name' })

export const RawString = createToken({
  name: 'RawString',
  // Quotes before the closing ones are part of the text.
  pattern: /"""[\s\S]*?"""(?!")/,
  line_breaks: true,
  label: 'a text in """',
})
export const Text = createToken({ name: 'Text', pattern: /"(?:[^"\\\n\r]|\\.)*"/, label: 'a text in quotes' })
/** A text that its line ends before it does: taken as a Text, so that the rest of the file is still read. */
export const OpenText = createToken({ name: 'OpenText', pattern: /"(?:[^"\\\n\r]|\\.)*/, categories: [Text] })
/** Single quotes are no quotes here; it is taken as a Text for the same reason. */
export const SingleQuoted = createToken({ name: 'SingleQuoted', pattern: /'[^'\n\r]*'/, categories: [Text] })

export const Day = createToken({ name: 'Day', pattern: /\d{4}-\d\d-\d\d/, label: 'a date (2027-01-31)' })
export const Span = createToken({ name: 'Span', pattern: /\d+(?:us|ms|s|m|h|d)\b/, label: 'a span (10s, 5m)' })
export const Numeral = createToken({ name: 'Numeral', pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, label: 'a number' })

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1)

const word = (text: string): TokenType =>
  createToken({ name: capital(text), pattern: text, longer_alt: Name, categories: [Name], label: text })

const reserved = (text: string): TokenType =>
  createToken({ name: capital(text), pattern: text, longer_alt: Name, label: text })

// Never a name: they stand where an expression goes on.
export const And = reserved('and')
export const Or = reserved('or')
export const Not = reserved('not')
export const In = reserved('in')
export const Like = reserved('like')
export const Regex = reserved('regex')
export const True = reserved('true')
export const False = reserved('false')
export const Null = reserved('null')
export const InFold = createToken({ name: 'InFold', pattern: 'in~', label: 'in~' })
export const LikeFold = createToken({ name: 'LikeFold', pattern: 'like~', label: 'like~' })
export const RegexFold = createToken({ name: 'RegexFold', pattern: 'regex~', label: 'regex~' })

export const Language = word('language')
export const List = word('list')
export const File = word('file')
export const Macro = word('macro')
export const Field = word('field')
export const Limit = word('limit')
export const Rule = word('rule')

export const Title = word('title')
export const Level = word('level')
export const Risk = word('risk')
export const Status = word('status')
export const Attack = word('attack')
export const Cwe = word('cwe')
export const Wstg = word('wstg')
export const References = word('references')
export const Author = word('author')
export const About = word('about')
export const Advice = word('advice')
export const FalsePositives = word('false_positives')

export const Detect = word('detect')
export const Except = word('except')
export const Reason = word('reason')
export const Owner = word('owner')
export const Until = word('until')
export const Incident = word('incident')
export const Suppress = word('suppress')
export const Respond = word('respond')
export const Webhook = word('webhook')
export const Block = word('block')
export const Log = word('log')
export const Close = word('close')
export const Evidence = word('evidence')
export const Keep = word('keep')
export const Hash = word('hash')
export const Drop = word('drop')

export const Test = word('test')
export const Repeat = word('repeat')
export const Every = word('every')
export const Wait = word('wait')
export const Expect = word('expect')
export const None = word('none')
export const Incidents = word('incidents')

export const Where = word('where')
export const By = word('by')
export const Over = word('over')
export const Tumbling = word('tumbling')
export const Window = word('window')
export const Stats = word('stats')
export const Sequence = word('sequence')
export const With = word('with')
export const Maxspan = word('maxspan')
export const Runs = word('runs')
export const Within = word('within')
export const Step = word('step')
export const Sample = word('sample')
export const Of = word('of')
export const Session = word('session')
export const Connection = word('connection')
export const Judging = word('judging')
export const FirstSeen = word('first_seen')
export const Head = word('head')
export const Tail = word('tail')
export const Conversation = word('conversation')
export const To = word('to')
export const When = word('when')

const sign = (name: string, text: string): TokenType => createToken({ name, pattern: text, label: text })

export const Equal = sign('Equal', '==')
export const Unequal = sign('Unequal', '!=')
export const AtMost = sign('AtMost', '<=')
export const AtLeast = sign('AtLeast', '>=')
export const Less = sign('Less', '<')
export const More = sign('More', '>')
export const Assign = sign('Assign', '=')
export const Arrow = sign('Arrow', '->')
export const Question = sign('Question', '?')
export const Colon = sign('Colon', ':')
export const Bang = sign('Bang', '!')
export const Tilde = sign('Tilde', '~')
export const Plus = sign('Plus', '+')
export const Minus = sign('Minus', '-')
export const Star = sign('Star', '*')
export const Slash = sign('Slash', '/')
export const Percent = sign('Percent', '%')
export const Pipe = sign('Pipe', '|')
export const Comma = sign('Comma', ',')
export const Open = sign('Open', '(')
export const Shut = sign('Shut', ')')
export const OpenBracket = sign('OpenBracket', '[')
export const ShutBracket = sign('ShutBracket', ']')
export const OpenBrace = sign('OpenBrace', '{')
export const ShutBrace = sign('ShutBrace', '}')

// biome-ignore format: table
const words: TokenType[] = [
  And, Or, Not, In, Like, Regex, True, False, Null,
  Language, List, File, Macro, Field, Limit, Rule,
  Title, Level, Risk, Status, Attack, Cwe, Wstg, References, Author, About, Advice, FalsePositives,
  Detect, Except, Reason, Owner, Until, Incident, Suppress, Respond, Webhook, Block, Log, Close, Evidence, Keep, Hash, Drop,
  Test, Repeat, Every, Wait, Expect, None, Incidents,
  Where, By, Over, Tumbling, Window, Stats, Sequence, Within, With, Maxspan, Runs, Step,
  Sample, Of, Session, Connection, Judging, FirstSeen, Head, Tail, Conversation, To, When,
]

/** Of two words that begin alike the longer is tried first: its beginning is not it. */
const byLength = (a: TokenType, b: TokenType): number => (b.LABEL?.length ?? 0) - (a.LABEL?.length ?? 0)

// biome-ignore format: table
export const tokens: TokenType[] = [
  Space, LineComment, BlockComment,
  RawString, Text, OpenText, SingleQuoted, Day, Span, Numeral, ListName, OptionalName, QuotedName,
  InFold, LikeFold, RegexFold, ...words.toSorted(byLength), Name,
  Equal, Unequal, AtMost, AtLeast, Less, More, Assign, Colon, Arrow, Bang, Tilde, Plus, Minus, Star, Slash, Percent, Question,
  Pipe, Comma, Open, Shut, OpenBracket, ShutBracket, OpenBrace, ShutBrace,
]

let lexer: Lexer | undefined

/** Made when it is first asked for, as the parser is. Checked by a test instead of at every start. */
export function ruleLexer(): Lexer {
  lexer ??= new Lexer(tokens, { positionTracking: 'full', skipValidations: true })
  return lexer
}
