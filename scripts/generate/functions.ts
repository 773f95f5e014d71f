// src/compiler/functions → docs/reference/functions.md
import type { Parameter, RuleFunction } from '../../src/compiler/functions/function.ts'
import { functions } from '../../src/compiler/functions/index.ts'
import { code, type Generated, page, table } from './generated.ts'

export function functionsPage(): Generated[] {
  const intro =
    'Functions for conditions and statistics. A null argument gives null. `name~` takes upper and lower case as one, where it is named.'
  const parts = functions.flatMap(({ name, summary, ...rest }) => [
    `## ${code(name)}`,
    code(signature({ name, summary, ...rest })),
    rest.folds ? `${summary} Also as ${code(`${name}~`)}.` : summary,
    table(
      ['example', 'gives'],
      rest.examples.map(({ expression, value }) => [code(expression), code(JSON.stringify(value))]),
    ),
  ])
  return [
    page('docs/reference/functions.md', '`src/compiler/functions`', 'Functions of the rule language', [
      intro,
      ...parts,
    ]),
  ]
}

/** `between(source: keyword, left: keyword, right: keyword, greedy?: boolean): keyword` */
const signature = ({ name, parameters, returns }: RuleFunction): string =>
  `${name}(${parameters.map(parameter).join(', ')}): ${returns}`

const parameter = ({ name, type, optional, many, constant }: Parameter): string =>
  `${many ? '…' : ''}${name}${optional ? '?' : ''}: ${constant ? 'constant ' : ''}${type}`
