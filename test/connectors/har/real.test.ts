// A HAR that a real mitmproxy wrote, next to the WebSocket sessions that are known to be in it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { har } from '../../../connectors/har/connector.ts'
import { documentsOf, read } from '../read.ts'

const data = process.env['TRIPLINE_DATA']
const path = join(data ?? '', 'logs/mitmproxy.har')
const isThere = data !== undefined && existsSync(path)
if (!isThere) console.warn('SKIPPED: the HAR of a real mitmproxy, as TRIPLINE_DATA is not set or has none.')

describe.skipIf(!isThere)('a real mitmproxy', () => {
  const result = () => read(har, readFileSync(path))
  const events = () => documentsOf(result())

  test('every entry is read', () => {
    expect(result().unread).toEqual([])
  })

  test('two sessions have four messages each way', () => {
    const kinds = events().map((event) => (event['event.category'] as string[])[1])
    const session = ['handshake', ...Array.from({ length: 8 }, () => 'message'), 'connection']
    expect(kinds).toEqual([...session, ...session])
    expect(
      events()
        .slice(1, 9)
        .map((event) => event['websocket.direction']),
    ).toEqual(['client', 'server', 'client', 'server', 'client', 'server', 'client', 'server'])
  })

  test('times have their microseconds, and binary messages their length', () => {
    expect(events()[1]!['@timestamp']).toBe('2026-11-22T04:24:55.760976Z')
    expect(events()[8]).toMatchObject({ 'websocket.message.type': 'binary', 'websocket.message.bytes': 300 })
  })

  test('the token in the URL is the session’s, and is told to nobody', () => {
    const [first] = events()
    expect(first!['url.query']).toBe('token=***')
    expect(first!['session.from']).toBe('cookie')
    expect(JSON.stringify(events())).not.toMatch(/eyJ|8f14e45f/)
  })
})
