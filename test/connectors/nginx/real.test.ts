// Logs that a real nginx wrote, next to the WebSocket sessions that are known to be in them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nginx } from '../../../connectors/nginx/connector.ts'
import { documentsOf, read } from '../read.ts'

const data = process.env['TRIPLINE_DATA']
const folder = join(data ?? '', 'logs')
const isThere = data !== undefined && existsSync(folder)
if (!isThere) console.warn('SKIPPED: logs of a real nginx, as TRIPLINE_DATA is not set or has none.')

describe.skipIf(!isThere)('a real nginx', () => {
  const readLog = (name: string) => read(nginx, readFileSync(join(folder, name)))
  const column = (name: string, field: string) => documentsOf(readLog(name)).map((document) => document[field])

  test.each(['nginx-combined.log', 'nginx-wsjson.log'])('every line of %s is read', (name) => {
    const { batch, unread } = readLog(name)
    expect(unread).toEqual([])
    expect(batch.length).toBe(9)
    expect(column(name, 'http.response.status_code').filter((status) => status === 101).length).toBe(6)
  })

  test('its combined lines are upgrades and requests', () => {
    const kinds = column('nginx-combined.log', 'event.category').map((names) => (names as string[])[1])
    const upgrade = ['handshake', 'connection']
    expect(kinds).toEqual([...upgrade, ...upgrade, 'request', 'request', 'request', ...upgrade])
  })

  test('its JSON lines tell how long each connection was open', () => {
    const durations = column('nginx-wsjson.log', 'event.duration')
    expect(durations.slice(0, 4)).toEqual([undefined, 2_545_000_000, undefined, 2_525_000_000])
  })

  test('its JSON lines tell of refused upgrades', () => {
    expect(column('nginx-wsjson.log', 'event.outcome').filter((outcome) => outcome === 'failure').length).toBe(3)
  })
})
