// rulesets → docs/reference/rules.md, a section for each rule, and rulesets/README.md, what they cover.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileRules } from '../../src/compiler/compile.ts'
import { levels, type RuleMetadata } from '../../src/compiler/plan.ts'
import { coverage, type Threat } from './coverage.ts'
import { code, type Generated, page } from './generated.ts'
import { attackLink, cweLink } from './standards.ts'

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
