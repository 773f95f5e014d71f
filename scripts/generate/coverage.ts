// Shipped rules → what they cover: by threat, by technique of ATT&CK, by weakness of CWE, by test of the WSTG.
import type { RuleMetadata } from '../../src/compiler/plan.ts'
import { code, table } from './generated.ts'
import { seenInLogs } from './seen-in-logs.ts'
import { attackLink, attackNames, cweLink, cweNames, wstgNames } from './standards.ts'

export interface Threat {
  readonly name: string
  /** The gravest first. */
  readonly rules: readonly RuleMetadata[]
}

export function coverage(threats: readonly Threat[]): string[] {
  const rules = threats.flatMap((threat) => threat.rules)
  return [
    `${rules.length} rules ship with Tripline, one a file, each with its own tests. \`tripline test rulesets\` runs the tests; [the reference](../docs/reference/rules.md) says of each what it means and what to do.`,
    'By threat, the gravest first; then [by technique of MITRE ATT&CK](#by-technique-of-mitre-attck), [by weakness](#by-weakness) and [by test of the OWASP WSTG](#by-test-of-the-owasp-wstg); last, [which of them a log can show](#in-logs).',
    ...threats.flatMap(({ name, rules }) => [
      `## ${name}`,
      table(['rule', 'level', 'what it says', 'ATT&CK', 'CWE', 'OWASP WSTG'], rules.map(row)),
    ]),
    '## By technique of MITRE ATT&CK',
    index('technique', rules, ({ attack }) => attack, attackLink, attackNames),
    '## By weakness',
    'As the [Common Weakness Enumeration](https://cwe.mitre.org/) numbers them.',
    index('weakness', rules, ({ cwe }) => cwe, cweLink, cweNames),
    '## By test of the OWASP WSTG',
    'Tests of the [Web Security Testing Guide](https://owasp.org/www-project-web-security-testing-guide/), in the numbers of its version 4.2.',
    index('test', rules, ({ wstg }) => wstg, String, wstgNames),
    '## In logs',
    ...seenInLogs(rules, ruleLink),
  ]
}

const row = (rule: RuleMetadata): string[] => [
  ruleLink(rule),
  rule.level,
  rule.title,
  rule.attack.map(attackLink).join(' '),
  rule.cwe.map(cweLink).join(' '),
  rule.wstg.join(' '),
]

/** A row for everything that a rule refers to, in the order of its numbers, with its rules. */
function index(
  what: string,
  rules: readonly RuleMetadata[],
  references: (rule: RuleMetadata) => readonly string[],
  link: (id: string) => string,
  names: Readonly<Record<string, string>>,
): string {
  const ids = [...new Set(rules.flatMap(references))].toSorted(byNumber)
  const rows = ids.map((id) => {
    const name = names[id]
    if (name === undefined) throw new Error(`A shipped rule refers to ${id}: give it its name in standards.ts.`)
    const its = rules.filter((rule) => references(rule).includes(id))
    return [link(id), name, String(its.length), its.map(ruleLink).join(', ')]
  })
  return table([what, 'its name', 'rules', 'which'], rows)
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })

const ruleLink = (rule: RuleMetadata): string => `[${code(rule.id)}](${rule.path.replace(/^rulesets\//, '')})`
