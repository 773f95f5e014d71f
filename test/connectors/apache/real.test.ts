// Logs that a real Apache wrote, next to the WebSocket sessions that are known to be in them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { apache } from '../../../connectors/apache/connector.ts'
import { documentsOf, read } from '../read.ts'

const data = process.env['TRIPLINE_DATA']
const folder = join(data ?? '', 'logs')
const isThere = data !== undefined && existsSync(folder)
if (!isThere) console.warn('SKIPPED: logs of a real Apache, as TRIPLINE_DATA is not set or has none.')

const format =
  '%h %l %u %t "%r" %>s %b %I %O %D "%{Upgrade}i" "%{Origin}i" "%{Sec-WebSocket-Protocol}i" "%{User-Agent}i"'

describe.skipIf(!isThere)('a real Apache', () => {
  const readLog = (name: string, settings = {}) => read(apache, readFileSync(join(folder, name)), { settings })
  const columns = (name: string, fields: readonly string[], settings = {}) =>
    documentsOf(readLog(name, settings)).map((document) => fields.map((field) => document[field]))

  test('every line of both is read', () => {
    for (const { batch, unread } of [readLog('apache-combined.log'), readLog('apache-wslog.log', { format })]) {
      expect(unread).toEqual([])
      expect(batch.length).toBe(10)
    }
  })

  test('its combined lines tell of upgrades, and of the bytes of their answers', () => {
    const bytes = columns('apache-combined.log', ['event.type', 'http.response.bytes'])
    const ends = bytes.filter(([type]) => (type as string[])[0] === 'end').map(([, whole]) => whole)
    expect(ends).toEqual([402, 398, 402, 346])
  })

  test('lines with mod_logio tell how long each connection was open, and who was refused', () => {
    const fields = ['event.outcome', 'event.start', 'event.duration', 'http.request.bytes', 'http.response.bytes']
    const rows = columns('apache-wslog.log', fields, { format })
    expect(rows.slice(0, 2)).toEqual([
      ['success', '2026-11-22T04:23:06.000Z', undefined, undefined, undefined],
      [undefined, '2026-11-22T04:23:06.000Z', 2_540_263_000, 561, 402],
    ])
    expect(rows.filter(([outcome]) => outcome === 'failure')).toEqual([
      ['failure', '2026-11-22T04:23:15.000Z', 2_166_000, 303, 242],
      ['failure', '2026-11-22T04:23:26.000Z', 1_109_000, 228, 263],
    ])
  })
})
