// Logs that a real Traefik wrote, next to the WebSocket sessions that are known to be in them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { traefik } from '../../../connectors/traefik/connector.ts'
import { documentsOf, read } from '../read.ts'

const folder = join(process.env['TRIPLINE_DATA'] ?? '', 'logs')
const isThere = existsSync(join(folder, 'traefik.json'))
if (!isThere) console.warn('SKIPPED: logs of a real Traefik, as TRIPLINE_DATA is not set or has none.')

describe.skipIf(!isThere)('a real Traefik', () => {
  const readLog = (name: string) => read(traefik, readFileSync(join(folder, name)))
  const column = (name: string, field: string) => documentsOf(readLog(name)).map((document) => document[field])

  test.each(['traefik.json', 'traefik-common.log'])('every line of %s is read, and a status of 0 is 101', (name) => {
    const { batch, unread } = readLog(name)
    expect(unread).toEqual([])
    expect(batch.length).toBe(5)
    expect(column(name, 'http.response.status_code')).toEqual([101, 101, 101, 101, 400])
  })

  test('JSON with headers tells a refused upgrade from a request', () => {
    expect(column('traefik.json', 'event.outcome')).toEqual(['success', undefined, 'success', undefined, 'failure'])
    expect(column('traefik-common.log', 'event.outcome').at(-1)).toBeUndefined()
  })

  test('both tell how long a connection was open, each as finely as it can', () => {
    expect(column('traefik.json', 'event.duration')[1]).toBe(2_508_355_448)
    expect(column('traefik-common.log', 'event.duration')[1]).toBe(2_508_000_000)
  })

  test('connections begin when the log says, and end when they had taken as long as it says', () => {
    expect(column('traefik.json', 'event.start')[0]).toBe('2026-11-22T04:32:32.684396Z')
    expect(column('traefik.json', '@timestamp')[0]).toBe('2026-11-22T04:32:35.192751Z')
    expect(column('traefik-common.log', 'event.start')[0]).toBe('2026-11-22T04:32:37.000Z')
    expect(column('traefik-common.log', '@timestamp')[0]).toBe('2026-11-22T04:32:39.508Z')
  })

  test('what Traefik does not count is not known to be nothing', () => {
    expect(column('traefik.json', 'websocket.server.bytes')).toEqual(Array(5).fill(undefined))
    expect(column('traefik.json', 'http.response.body.bytes')).toEqual([...Array(4).fill(undefined), 73])
  })
})
