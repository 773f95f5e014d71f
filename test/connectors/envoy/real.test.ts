// Logs that a real Envoy wrote, next to the WebSocket sessions that are known to be in them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { envoy } from '../../../connectors/envoy/connector.ts'
import { recognise } from '../../../src/intake/recognise.ts'
import { documentsOf, read } from '../read.ts'

const data = process.env['TRIPLINE_DATA']
const folder = join(data ?? '', 'logs')
const isThere = data !== undefined && existsSync(folder)
if (!isThere) console.warn('SKIPPED: logs of a real Envoy, as TRIPLINE_DATA is not set or has none.')

describe.skipIf(!isThere)('a real Envoy', () => {
  const bytesOf = (name: string) => readFileSync(join(folder, name))
  const columns = (name: string, fields: readonly string[]) =>
    documentsOf(read(envoy, bytesOf(name))).map((document) => fields.map((field) => document[field]))

  test.each(['envoy-default.log', 'envoy-json.log'])('every line of %s is known as its own, and read', (name) => {
    const found = recognise(bytesOf(name))
    expect(found.kind === 'log' && found.connector.name).toBe('envoy')
    const { batch, unread } = read(envoy, bytesOf(name))
    expect(unread).toEqual([])
    expect(batch.length).toBe(7)
  })

  test.each(['envoy-default.log', 'envoy-json.log'])('%s tells of frames, of spans and of who ended them', (name) => {
    const fields = ['websocket.client.bytes', 'websocket.server.bytes', 'event.duration', 'websocket.close.by']
    expect(columns(name, fields).filter(([bytes]) => bytes !== undefined)).toEqual([
      [86, 66, 2_523_000_000, 'server'],
      [78, 62, 2_505_000_000, 'client'],
      [10, 6, 4_010_000_000, 'limit'],
    ])
  })

  test('its JSON tells the handshake’s bytes apart, and an address from a header from one that called', () => {
    const fields = ['event.outcome', 'http.request.bytes', 'http.response.bytes', 'source.ip', 'client.ip']
    const handshakes = columns('envoy-json.log', fields).filter(([outcome]) => outcome !== undefined)
    expect(handshakes).toEqual([
      ['success', 475, 314, undefined, '203.0.113.7'],
      ['success', 448, 314, undefined, '203.0.113.7'],
      ['failure', 122, 233, '127.0.0.1', '127.0.0.1'],
      ['success', 336, 314, '127.0.0.1', '127.0.0.1'],
    ])
  })
})
