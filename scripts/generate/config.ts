// src/config/schema.ts and what its keys mean → docs/reference/config.md
import { configSchema } from '../../src/config/schema.ts'
import { meanings, sections } from './config-keys.ts'
import { code, type Generated, page, table } from './generated.ts'

/** The parts of a valibot schema that are read here. */
interface Schema {
  readonly type: string
  readonly wrapped?: Schema
  readonly default?: unknown
  readonly entries?: Readonly<Record<string, Schema>>
  readonly item?: Schema
  readonly value?: Schema
  readonly options?: readonly Schema[]
  readonly literal?: unknown
}

interface Key {
  /** `sources.file.path`, `actions.webhooks.NAME.url`, `shippers.streams[].match`. */
  readonly path: string
  readonly isNeeded: boolean
  /** Undefined where there is none. */
  readonly usual: unknown
}

export function configPage(): Generated[] {
  const keys = keysOf(configSchema as unknown as Schema, '')
  const unused = new Set(Object.keys(meanings))
  const rows = keys.map((key) => ({ ...key, meaning: meaningOf(key.path, unused) }))
  if (unused.size > 0) throw new Error(`config-keys.ts: no key has the meaning of ${[...unused].join(', ')}`)
  const parts = Object.entries(sections).flatMap(([name, about]) => {
    const own = rows.filter(({ path }) => path.split(/[.[]/)[0] === name)
    return [`## ${code(name)}`, about, table(['key', 'default', 'meaning'], own.map(rowOf))]
  })
  return [page('docs/reference/config.md', '`src/config/schema.ts`', 'The config', [intro, ...parts])]
}

const intro =
  'All that `tripline.yaml` may say. `tripline init` writes one with what is set most often; a key that is not here is a mistake, and is told with its place. In the keys below `NAME` is a name that you give, `[]` stands for each of a list, and behind `sources` stands the type. Spans are written `500ms`, `5s`, `10m`, `24h` or `90d`. `tripline run`, `worker`, `scan`, `check` and others read the file `tripline.yaml` of the folder that they are started in, or the one that `--config` names.'

const rowOf = ({ path, isNeeded, usual, meaning }: Key & { readonly meaning: string }): string[] => [
  code(path),
  isNeeded ? 'needed' : usual === undefined ? '' : code(JSON.stringify(usual).replaceAll('"', '')),
  meaning,
]

function meaningOf(path: string, unused: Set<string>): string {
  const name = [path, `*.${path.split('.').at(-1)}`].find((each) => each in meanings)
  if (name === undefined) throw new Error(`config-keys.ts: ${path} has no meaning`)
  unused.delete(name)
  return meanings[name]!
}

/** Every key that holds a value of its own, in the order of the schema. */
function keysOf(schema: Schema, path: string, isNeeded = true, usual?: unknown): Key[] {
  if (schema.type === 'optional') return keysOf(schema.wrapped!, path, false, schema.default)
  if (schema.entries) return entriesOf(schema.entries, path)
  const inside = unwrapped(schema.item ?? schema.value)
  if (inside?.options && inside.type === 'variant')
    return inside.options.flatMap((each) => keysOf(each, `${path}.${String(each.entries!['type']!.literal)}`))
  if (inside?.entries) return keysOf(inside, schema.item ? `${path}[]` : `${path}.NAME`)
  return [{ path, isNeeded, usual }]
}

const entriesOf = (entries: Readonly<Record<string, Schema>>, path: string): Key[] =>
  Object.entries(entries)
    .filter(([name]) => name !== 'type')
    .flatMap(([name, each]) => keysOf(each, path === '' ? name : `${path}.${name}`))

const unwrapped = (schema: Schema | undefined): Schema | undefined =>
  schema?.type === 'optional' ? unwrapped(schema.wrapped) : schema
