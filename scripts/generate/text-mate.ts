// The tokens of the rule language → editors/vscode/tripline.tmLanguage.json, by which editors colour rules.
import type { TokenType } from 'chevrotain'
import * as t from '../../grammar/rule/tokens.ts'
import { aggregateFunctions } from '../../src/compiler/2-check/aggregates.ts'
import { functions } from '../../src/compiler/functions/index.ts'
import { levels, statuses } from '../../src/compiler/plan.ts'
import { categories } from '../../src/event/category.ts'
import type { Generated } from './generated.ts'

interface Rule {
  readonly name?: string
  readonly match?: string
  readonly begin?: string
  readonly end?: string
  readonly captures?: Readonly<Record<string, { readonly name: string }>>
  readonly patterns?: readonly Rule[]
}

/** Words that begin something new, in a file and in a rule. */
const openings = [
  ...[t.Language, t.List, t.Macro, t.Field, t.Rule],
  ...[
    t.Title,
    t.Level,
    t.Risk,
    t.Status,
    t.Attack,
    t.Cwe,
    t.Wstg,
    t.References,
    t.Author,
    t.About,
    t.Advice,
    t.FalsePositives,
  ],
  ...[t.Detect, t.Except, t.Incident, t.Suppress, t.Respond, t.Evidence, t.Test],
]
const constants = [t.True, t.False, t.Null]
const operators = [t.And, t.Or, t.Not, t.In, t.Like, t.Regex, t.InFold, t.LikeFold, t.RegexFold]

const patternOf = ({ PATTERN }: TokenType): string => (PATTERN instanceof RegExp ? PATTERN.source : String(PATTERN))

const isWord = (type: TokenType): boolean => type !== t.Name && /^[a-z]\w*$/.test(String(type.PATTERN))

/** Words that mean something in one place only are plain names as a part of a dotted one, and where something is assigned to them. */
const alone = (words: readonly string[]): string => `(?<![\\w.$?@\`])(?:${words.join('|')})(?![\\w.@~])`

/** What is compared, or listed, is a field, whatever it is called. */
const noOperand = '(?!\\s*(?:==|!=|<|>|:|,|\\)|(?:in|like|regex|and|or)\\b))'

const word = (name: string, types: readonly TokenType[]): Rule => ({ name, match: alone(types.map(patternOf)) })

const goingOn = t.tokens.filter(
  (type) => isWord(type) && !openings.includes(type) && !constants.includes(type) && !operators.includes(type),
)

const escaped: Rule = { name: 'constant.character.escape.tripline', match: '\\\\(?:u\\{[0-9a-fA-F]{2,8}\\}|.)' }
const placeholder: Rule = { name: 'variable.other.placeholder.tripline', match: '\\{[\\w@.]+\\}' }

const text = (name: string, begin: string, end: string, patterns: readonly Rule[]): Rule => ({
  name,
  begin,
  end,
  patterns,
})

const patterns: readonly Rule[] = [
  { name: 'comment.line.double-slash.tripline', match: patternOf(t.LineComment) },
  { name: 'comment.block.tripline', begin: '/\\*', end: '\\*/' },
  text('string.quoted.triple.tripline', '"""', '"""+', []),
  {
    begin: `(?<![\\w.])(${patternOf(t.Incident)})\\s+(?=")`,
    end: '(?<=")',
    captures: { 1: { name: 'keyword.control.tripline' } },
    patterns: [text('string.quoted.double.tripline', '"', '"|$', [escaped, placeholder])],
  },
  text('string.quoted.double.tripline', '"', '"|$', [escaped]),
  { name: 'constant.other.date.tripline', match: patternOf(t.Day) },
  { name: 'constant.numeric.span.tripline', match: patternOf(t.Span) },
  { name: 'variable.other.list.tripline', match: patternOf(t.ListName) },
  { name: 'variable.other.optional.tripline', match: patternOf(t.OptionalName) },
  { name: 'variable.other.quoted.tripline', match: patternOf(t.QuotedName) },
  {
    match: `(?<![\\w.])(${[t.Rule, t.List, t.Macro].map(patternOf).join('|')})\\s+(\\w+)`,
    captures: { 1: { name: 'storage.type.tripline' }, 2: { name: 'entity.name.type.tripline' } },
  },
  {
    match: `(?<![\\w.])(${[t.Level, t.Status].map(patternOf).join('|')})\\s+(${[...levels, ...statuses].join('|')})\\b`,
    captures: { 1: { name: 'keyword.control.tripline' }, 2: { name: 'constant.language.tripline' } },
  },
  { name: 'keyword.other.tripline', match: '(?<=\\d\\s)incidents?\\b' },
  // Before the words: `session` and `close` are categories where a query begins.
  {
    name: 'support.class.category.tripline',
    match: `(?<![\\w.])(?:any|${categories.filter((name) => name !== 'other').join('|')})(?=\\s+where\\b|\\s*\\||\\s*\\]|\\s*\\{)`,
  },
  { name: 'keyword.control.tripline', match: `${alone(openings.map(patternOf))}${noOperand}` },
  word('keyword.operator.word.tripline', operators),
  { name: 'keyword.operator.word.tripline', match: '(?<![\\w.])(?:in|like|regex)~' },
  word('constant.language.tripline', constants),
  {
    name: 'support.function.tripline',
    match: `(?<![\\w.])(?:${[...functions.map(({ name }) => name), ...Object.keys(aggregateFunctions)].join('|')})(?=~?\\s*\\()`,
  },
  { name: 'keyword.other.tripline', match: `${alone(goingOn.map(patternOf))}${noOperand}` },
  { name: 'variable.other.field.tripline', match: patternOf(t.Name) },
  { name: 'constant.numeric.tripline', match: patternOf(t.Numeral) },
  { name: 'keyword.operator.tripline', match: '==|!=|<=|>=|->|[<>=:!+\\-*/%|?~]' },
]

export const textMateGrammar = (): Generated[] => [
  {
    path: 'editors/vscode/tripline.tmLanguage.json',
    text: `${JSON.stringify({ information_for_contributors: ['Generated by `npm run generate` from grammar/rule/tokens.ts: change that, not this.'], name: 'Tripline', scopeName: 'source.tripline', fileTypes: ['trip'], patterns }, null, 2)}\n`,
  },
]
