// The same line in the requests of every shipper, as each writes them → the same events, whoever brought it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nginx } from '../../connectors/nginx/connector.ts'
import { readBulk } from '../../src/api/elastic/bulk-body.ts'
import { createLayout } from '../../src/event/layout.ts'
import { DocumentReader } from '../../src/intake/documents.ts'
import { UnreadableLog } from '../../src/intake/unreadable.ts'
import { documentsOf, readText, request } from '../connectors/read.ts'

const line =
  '192.0.2.7 - - [22/Nov/2026:04:22:05 +0000] "GET /ws?room=42 HTTP/1.1" 101 66 "-" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"'

const folder = join(import.meta.dirname, 'requests')
const requests = readdirSync(folder)

/** What depends on who brought the line, and not on what it says. */
const ofShipper = /^(?:event\.(?:id|sequence)|websocket\.connection\.id|host\.|log\.file\.|container\.|kubernetes\.)/

const said = (events: readonly Readonly<Record<string, unknown>>[]) =>
  events.map((event) => Object.fromEntries(Object.entries(event).filter(([name]) => !ofShipper.test(name))))

test('there are requests', () => {
  expect(requests.length).toBeGreaterThan(10)
})

test.each(requests)('%s', (file) => {
  const body = readBulk(readFileSync(join(folder, file)), null)
  if (!body.ok) throw new Error(body.reason)
  const layout = createLayout([])
  const aside = new UnreadableLog('shippers', 'bulk')
  const reader = new DocumentReader({ source: 'shippers', layout, request, aside, nextPlace: () => 1 })
  const { batch } = reader.read(body.actions, 'key')
  expect(aside.list()).toEqual([])
  expect(said(documentsOf({ batch, unread: [] }))).toEqual(said(documentsOf(readText(nginx, `${line}\n`))))
})
