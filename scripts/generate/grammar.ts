// grammar/rule → docs/reference/grammar.md, the grammar as the parser has it, and a diagram of each of its rules
import { ruleParser } from '../../grammar/rule/parser.ts'
import { code, type Generated, page, table } from './generated.ts'
import { capitals, diagramPath, diagrams, isWord, type GrammarNode as Node } from './railroad.ts'

export function grammarPage(): Generated[] {
  const rules = downward(ruleParser().getSerializedGastProductions())
  const width = Math.max(...rules.map(({ name }) => name!.length))
  const lines = rules.map(({ name, definition }) => `${name!.padEnd(width)} ::= ${whole(definition!)}`)
  const tokens = new Map(rules.flatMap(terminals).map((token) => [token.name!, token.pattern!]))
  return [
    page('docs/reference/grammar.md', '`grammar/rule`', 'Grammar of the rule language', [
      '`?` once or not at all, `*` any number, `+` once at least; words in quotes stand as they are, words in capitals are tokens.',
      ['```', ...lines, '```'].join('\n'),
      '## Tokens',
      table(
        ['token', 'matches'],
        [...tokens].sort(byName).map(([name, pattern]) => [capitals(name), code(pattern)]),
      ),
      'Between tokens there may be blanks, line ends and comments: `// to the end of the line`, `/* … */`.',
      '## Diagrams',
      'Words with round corners stand as they are, or are tokens where they are in capitals; those in boxes are other rules.',
      ...rules.flatMap(diagram),
    ]),
    ...diagrams(rules),
  ]
}

/** Each before all that it uses, as far as they do not use each other: as one reads. */
function downward(all: readonly Node[]): readonly Node[] {
  const rules = new Map(all.map((rule) => [rule.name!, rule]))
  const seen = new Set<string>()
  const upward: Node[] = []
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    for (const used of nonTerminals(rules.get(name)!).reverse()) visit(used)
    upward.push(rules.get(name)!)
  }
  for (const start of ['queryText', 'ruleFile']) visit(start)
  return upward.reverse()
}

/** With links to the rules that it uses, since an image has none. */
function diagram(rule: Node): string[] {
  const used = [...new Set(nonTerminals(rule))].map((name) => `[${name}](#${name.toLowerCase()})`)
  return [
    `### ${rule.name}`,
    `![${rule.name}](${diagramPath(rule.name!)})`,
    ...(used.length > 0 ? [`Uses ${used.join(', ')}.`] : []),
  ]
}

const nonTerminals = (node: Node): string[] => [
  ...(node.type === 'NonTerminal' ? [node.name!] : []),
  ...(node.definition ?? []).flatMap(nonTerminals),
]

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1)

/** What a rule stands for: alternatives need no brackets there. */
const whole = (nodes: readonly Node[]): string =>
  nodes.length === 1 && nodes[0]!.type === 'Alternation' ? alternatives(nodes[0]!) : sequence(nodes)

const alternatives = ({ definition }: Node): string =>
  definition!.map((alternative) => sequence(alternative.definition!)).join(' | ')

/** One after the other. */
const sequence = (nodes: readonly Node[]): string => nodes.map(expression).join(' ')

function expression(node: Node): string {
  const inner = node.definition ?? []
  switch (node.type) {
    case 'Terminal':
      return isWord(node) ? `'${node.pattern}'` : capitals(node.name!)
    case 'Option':
      return `${grouped(inner)}?`
    case 'Repetition':
      return `${grouped(inner)}*`
    case 'RepetitionMandatory':
      return `${grouped(inner)}+`
    case 'RepetitionWithSeparator':
      return `(${separated(node)})?`
    case 'RepetitionMandatoryWithSeparator':
      return separated(node)
    case 'Alternation':
      return `(${alternatives(node)})`
    default:
      return node.name!
  }
}

/** `a (',' a)*` */
const separated = ({ definition, separator }: Node): string =>
  `${sequence(definition!)} (${expression(separator!)} ${sequence(definition!)})*`

const grouped = (nodes: readonly Node[]): string => {
  const text = sequence(nodes)
  return nodes.length === 1 && /^(?:\w+|'[^']*'|\([^()]*\))$/.test(text) ? text : `(${text})`
}

const terminals = (node: Node): Node[] => [
  ...(node.type === 'Terminal' && !isWord(node) ? [node] : []),
  ...[...(node.definition ?? []), ...(node.separator ? [node.separator] : [])].flatMap(terminals),
]
