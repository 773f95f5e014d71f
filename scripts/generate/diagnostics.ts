// src/diagnostic/codes.ts and the golden cases → docs/reference/diagnostics.md
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Code, codes } from '../../src/diagnostic/codes.ts'
import { code, type Generated, page } from './generated.ts'

/** By the first letters of their codes, in the order of the page. */
const families: readonly (readonly [prefix: string, title: string])[] = [
  ['R1', 'Rules: syntax'],
  ['R2', 'Rules: names and types'],
  ['R3', 'Rules: windows and cost'],
  ['R8', 'Rules: warnings, which do not stop a rule from running'],
  ['F1', 'Log formats'],
  ['F8', 'Log formats: warnings, which do not stop a log from being read'],
  ['M1', 'Mappings of logs'],
  ['C1', 'tripline.yaml'],
]

export function diagnosticsPage(root: string): Generated[] {
  const examples = renderedCases(root)
  const parts = families.flatMap(([prefix, title]) => [
    `## ${title}`,
    ...(Object.keys(codes) as Code[])
      .filter((each) => each.startsWith(prefix))
      .sort()
      .map((each) => section(each, examples.get(each))),
  ])
  return [
    page('docs/reference/diagnostics.md', '`src/diagnostic/codes.ts` and its golden cases', 'Diagnostics', [
      'What Tripline says of a mistake in a rule, a log format or its config. A code keeps its meaning for good.',
      ...parts,
    ]),
  ]
}

const section = (each: Code, example: string | undefined): string =>
  [`### ${code(each)} ${codes[each]}`, ...(example ? ['```', example.trimEnd(), '```'] : [])].join('\n')

/** Code → what is printed for the first case of it: one that shows this code and no other, where there is one. */
function renderedCases(root: string): Map<string, string> {
  const texts = globSync('test/**/*.txt', { cwd: root })
    .sort()
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .sort((a, b) => codesIn(a).length - codesIn(b).length)
  const found = new Map<string, string>()
  for (const text of texts) for (const each of codesIn(text)) if (!found.has(each)) found.set(each, text)
  return found
}

/** The codes that a rendered text reports: `error[R202]: …`. */
export const codesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/^(?:error|warning)\[([A-Z]\d{3})\]/gm)].map(([, each]) => each!)),
]
