// Logs that a real Caddy wrote, next to the WebSocket sessions that are known to be in them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { caddy } from '../../../connectors/caddy/connector.ts'
import { documentsOf, read } from '../read.ts'

const log = join(process.env['TRIPLINE_DATA'] ?? '', 'logs/caddy.json')
const isThere = existsSync(log)
if (!isThere) console.warn('SKIPPED: the log of a real Caddy, as TRIPLINE_DATA is not set or has none.')

describe.skipIf(!isThere)('a real Caddy', () => {
  const readLog = () => read(caddy, readFileSync(log))
  const column = (field: string) => documentsOf(readLog()).map((document) => document[field])

  test('every line is read', () => {
    const { batch, unread } = readLog()
    expect(unread).toEqual([])
    expect(batch.length).toBe(8)
  })

  test('three connections were open as long as Caddy says', () => {
    expect(column('event.duration')).toEqual([
      undefined,
      2_519_713_275,
      undefined,
      2_522_309_859,
      2_588_583,
      4_043_865,
      undefined,
      6_020_236_442,
    ])
  })

  test('it counts frames alone', () => {
    expect(column('websocket.client.bytes').filter((bytes) => bytes !== undefined)).toEqual([86, 78, 10])
    expect(column('websocket.server.bytes').filter((bytes) => bytes !== undefined)).toEqual([66, 62, 6])
  })

  test('it hides cookies, and says that there were some', () => {
    expect(column('http.request.cookie.present')).toEqual([true, true, true, true, false, false, false, false])
    expect(column('http.request.cookie.names')).toEqual(Array(8).fill(undefined))
  })
})
