// connectors/index.ts → docs/reference/connectors.md
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectors } from '../../connectors/index.ts'
import { categories } from '../../src/event/category.ts'
import { flatten } from '../../src/event/document.ts'
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
      '## What each can know',
      'One session, an upgrade that ended after 2.5 seconds, as each product logs it in the format that its page recommends: ● where its events have the field. Where two have it, both say the same; a test holds them against each other. What a product cannot know is left out of its events, never guessed.',
      whatEachKnows(root),
      'Bytes of a `connection` are those of the whole exchange under `http.*`, and of the frames alone under `websocket.*`; a `handshake` has the bytes of its own headers. A connection’s `@timestamp` is when its line was written, its `event.start` when the upgrade was asked for.',
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

/** A row of the table for each: the kind of event, and the field. */
const asked: readonly (readonly [kind: string, field: string])[] = [
  ['handshake', 'event.start'],
  ['handshake', 'source.ip'],
  ['handshake', 'source.port'],
  ['handshake', 'client.ip'],
  ['handshake', 'url.domain'],
  ['handshake', 'url.path'],
  ['handshake', 'http.request.origin'],
  ['handshake', 'http.request.cookie.present'],
  ['handshake', 'http.response.status_code'],
  ['handshake', 'user_agent.original'],
  ['handshake', 'websocket.subprotocol'],
  ['handshake', 'http.request.bytes'],
  ['handshake', 'http.response.bytes'],
  ['message', 'websocket.payload.text'],
  ['connection', 'event.duration'],
  ['connection', 'http.request.bytes'],
  ['connection', 'http.response.bytes'],
  ['connection', 'websocket.client.bytes'],
  ['connection', 'websocket.server.bytes'],
  ['connection', 'websocket.close.by'],
]

function whatEachKnows(root: string): string {
  const products = connectors.flatMap(({ name }) => {
    const path = join(root, 'connectors', name, 'samples/session.events.ndjson')
    return existsSync(path) ? [{ name, known: knownIn(readFileSync(path, 'utf8')) }] : []
  })
  const rows = asked.map(([kind, field]) => [
    code(kind),
    code(field),
    ...products.map(({ known }) => (known.has(`${kind} ${field}`) ? '●' : '')),
  ])
  return table(['event', 'field', ...products.map(({ name }) => code(name))], rows)
}

function knownIn(lines: string): ReadonlySet<string> {
  const documents = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => flatten(JSON.parse(line) as object))
    .filter((document) => document['event.outcome'] !== 'failure')
  return new Set(
    documents.flatMap((document) =>
      Object.keys(document).map((field) => `${(document['event.category'] as string[])?.[1]} ${field}`),
    ),
  )
}
