// The lines that are written of attacks are those of the products: of the session that every connector has a sample of,
// they say what the sample says.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { logFormats } from '../../scripts/attacks/logs/index.ts'
import type { Passed } from '../../scripts/attacks/logs/passed.ts'
import { browser } from '../../scripts/attacks/visit.ts'
import { documentsOf, read } from '../connectors/read.ts'
import { isOwn } from '../connectors/session.ts'

const client = { client: '203.0.113.7', clientPort: 51234, host: 'app.example.com' }
const us = (time: string): number => Date.parse(time) * 1000

const session: readonly Passed[] = [
  {
    ...client,
    path: '/ws?room=42',
    status: 101,
    headers: { Origin: 'https://app.example.com', 'User-Agent': browser, 'Sec-WebSocket-Protocol': 'chat.v1' },
    subprotocol: 'chat.v1',
    startUs: us('2026-11-22T04:22:05.250Z'),
    endUs: us('2026-11-22T04:22:07.750Z'),
    endedBy: 'server',
    heads: { client: 475, server: 321 },
    bodies: { client: 86, server: 66 },
  },
  {
    ...client,
    path: '/admin/ws',
    status: 403,
    headers: { Origin: 'https://evil.example.net', 'User-Agent': browser },
    subprotocol: null,
    startUs: us('2026-11-22T04:22:08.999Z'),
    endUs: us('2026-11-22T04:22:09Z'),
    endedBy: 'server',
    heads: { client: 491, server: 421 },
    bodies: { client: 0, server: 9 },
  },
]

const recommended = logFormats.filter(({ format }) => format === null)

describe.each(recommended)('$product', ({ product, line }) => {
  const connector = connectors.find(({ name }) => name === product)!
  const sample = readFileSync(resolve(import.meta.dirname, '../../connectors', product, 'samples/session.log'))
  const written = Buffer.from(session.map((passed) => `${line(passed)}\n`).join(''))

  test('writes what is read like the sample', () => {
    expect(saidIn(read(connector, written), product)).toEqual(saidIn(read(connector, sample), product))
  })
})

/** Without what only the product says, and what names an event. */
const saidIn = (given: ReturnType<typeof read>, product: string): readonly object[] =>
  documentsOf(given).map((document) =>
    Object.fromEntries(Object.entries(document).filter(([field]) => !isOwn(field) && !field.startsWith(`${product}.`))),
  )
