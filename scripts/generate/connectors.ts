// connectors/index.ts → docs/reference/connectors.md
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { connectors } from '../../connectors/index.ts'
import { categories } from '../../src/event/category.ts'
import { code, type Generated, page, table } from './generated.ts'

export function connectorsPage(root: string): Generated[] {
  const rows = connectors.map((connector) => [
    named(root, connector.name),
    connector.summary,
    categoriesOf(connector.categories),
    `${connector.latenessUs / 1_000_000} s`,
  ])
  return [
    page('docs/reference/connectors.md', '`connectors/index.ts`', 'Connectors', [
      'What Tripline reads besides captures. A connector is recognised from the content, or named with `--connector`, or in `tripline.yaml`.',
      '“Behind” is how late an event may come after newer ones and still be counted where it belongs.',
      table(['connector', 'reads', 'events', 'behind'], rows),
    ]),
  ]
}

const named = (root: string, name: string): string =>
  existsSync(join(root, 'connectors', name, 'README.md'))
    ? `[${code(name)}](../../connectors/${name}/README.md)`
    : code(name)

function categoriesOf(bits: number): string {
  const known = categories.filter((_, index) => (bits >>> index) & 1)
  return known.length === categories.length ? 'any' : known.map(code).join(' ')
}
