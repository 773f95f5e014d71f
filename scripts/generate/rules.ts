// rulesets → docs/reference/rules.md, a section for each rule, and rulesets/README.md, what they cover
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileRules } from '../../src/compiler/compile.ts'
import { levels, type RuleMetadata } from '../../src/compiler/plan.ts'
import { attackPage } from '../../src/incident/describe.ts'
import { code, type Generated, page, table } from './generated.ts'

/** The threats in the order of the pages, by folder. One that is not named here comes last, under its own name. */
const threats: Readonly<Record<string, string>> = {
  hijacking: 'Cross-site WebSocket hijacking',
  injection: 'Injection in messages',
  'frame-abuse': 'Frame anomalies and fragmentation abuse',
  session: 'Authentication and session weaknesses',
  exfiltration: 'Exfiltration',
  flooding: 'Flooding and guessing',
  tunnelling: 'Tunnels and command channels',
  policy: 'Policy',
}

export function rulesPages(root: string): Generated[] {
  const rules = shippedRules(root)
  return [
    page(
      'docs/reference/rules.md',
      '`rulesets`',
      'Rules',
      rules.flatMap(({ name, rules }) => [`## ${name}`, ...rules.map(section)]),
    ),
    page('rulesets/README.md', 'the rules', 'What is detected', coverage(rules)),
  ]
}

interface Threat {
  readonly name: string
  /** The gravest first. */
  readonly rules: readonly RuleMetadata[]
}

function shippedRules(root: string): Threat[] {
  const paths = globSync('rulesets/**/*.trip', { cwd: root }).sort()
  const files = paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
  const all = compileRules(files).ruleset.rules.map(({ metadata }) => metadata)
  const folders = new Set([...Object.keys(threats), ...all.map(({ ruleset }) => ruleset)])
  return [...folders]
    .map((folder) => ({
      name: threats[folder] ?? folder,
      rules: gravestFirst(all.filter(({ ruleset }) => ruleset === folder)),
    }))
    .filter(({ rules }) => rules.length > 0)
}

const gravestFirst = (rules: readonly RuleMetadata[]): RuleMetadata[] =>
  rules.toSorted((a, b) => levels.indexOf(b.level) - levels.indexOf(a.level) || (a.id < b.id ? -1 : 1))

const section = (rule: RuleMetadata): string =>
  [
    `### ${code(rule.id)}`,
    `**${rule.title}.** Level ${rule.level}, risk ${rule.risk}, ${rule.status}. [The rule](../../${rule.path}).`,
    rule.about,
    rule.advice && `What to do: ${rule.advice}`,
    rule.falsePositives.length > 0 && `May be wrong about: ${rule.falsePositives.join('; ')}.`,
    linked(rule) && `See ${linked(rule)}.`,
  ]
    .filter((part) => part)
    .join('\n\n')

const linked = ({ attack, cwe, wstg, references }: RuleMetadata): string =>
  [...attack.map(attackLink), ...cwe.map(cweLink), ...wstg, ...references.map((each) => `<${each}>`)].join(', ')

function coverage(all: readonly Threat[]): string[] {
  const count = all.flatMap(({ rules }) => rules).length
  return [
    `${count} rules ship with Tripline, one a file, each with its own tests. \`tripline test rulesets\` runs the tests; [the reference](../docs/reference/rules.md) says of each what it means and what to do.`,
    'The last column names sections of the [OWASP Web Security Testing Guide](https://owasp.org/www-project-web-security-testing-guide/).',
    ...all.flatMap(({ name, rules }) => [
      `## ${name}`,
      table(['rule', 'level', 'what it says', 'ATT&CK', 'CWE', 'OWASP WSTG'], rules.map(row)),
    ]),
  ]
}

const row = (rule: RuleMetadata): string[] => [
  `[${code(rule.id)}](${rule.path.replace(/^rulesets\//, '')})`,
  rule.level,
  rule.title,
  rule.attack.map(attackLink).join(' '),
  rule.cwe.map(cweLink).join(' '),
  rule.wstg.join(' '),
]

const attackLink = (id: string): string => `[${id}](${attackPage(id)})`

const cweLink = (id: string): string => `[${id}](https://cwe.mitre.org/data/definitions/${id.replace(/\D/g, '')}.html)`
