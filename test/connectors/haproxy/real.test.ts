// Logs that a real HAProxy wrote, next to the WebSocket sessions that are known to be in them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { haproxy } from '../../../connectors/haproxy/connector.ts'
import { recognise } from '../../../src/intake/recognise.ts'
import { documentsOf, read } from '../read.ts'

const data = process.env['TRIPLINE_DATA']
const folder = join(data ?? '', 'logs')
const isThere = data !== undefined && existsSync(folder)
if (!isThere) console.warn('SKIPPED: logs of a real HAProxy, as TRIPLINE_DATA is not set or has none.')

describe.skipIf(!isThere)('a real HAProxy', () => {
  const bytesOf = (name: string) => readFileSync(join(folder, name))
  const readLog = (name: string, settings = {}) => read(haproxy, bytesOf(name), { settings })
  const columns = (name: string, fields: readonly string[], settings = {}) =>
    documentsOf(readLog(name, settings)).map((document) => fields.map((field) => document[field]))

  test.each([
    ['haproxy-httplog.log', 13],
    ['haproxy-json.log', 4],
  ])('every line of %s is known as its own, and read', (name, events) => {
    const found = recognise(bytesOf(name))
    expect(found.kind === 'log' && found.connector.name).toBe('haproxy')
    const { batch, unread } = readLog(name)
    expect(unread).toEqual([])
    expect(batch.length).toBe(events)
  })

  test('its lines tell how long each connection was open, and which was cut', () => {
    const rows = columns('haproxy-httplog.log', ['event.duration', 'http.response.bytes', 'websocket.close.by'])
    const ends = rows.filter(([duration]) => Number(duration) > 1_000_000_000)
    expect(ends).toEqual([
      [2_505_000_000, 389, undefined],
      [2_509_000_000, 385, undefined],
      [2_504_000_000, 389, undefined],
      [2_527_000_000, 385, undefined],
      [4_008_000_000, 329, 'limit'],
    ])
  })

  test('captured headers are known by their looks, or by the names they are given', () => {
    const fields = ['event.outcome', 'http.request.origin', 'http.request.origin_foreign']
    const format = 'Host|Upgrade|Origin|User-Agent'
      .split('|')
      .map((header) => `capture request header ${header} len 128\n`)
      .join('')
    const foreign = 'https://evil.example.net'
    const failures = (settings = {}) =>
      columns('haproxy-httplog.log', fields, settings).filter(([outcome]) => outcome === 'failure')
    expect(failures()).toEqual([
      ['failure', foreign, undefined],
      ['failure', foreign, undefined],
    ])
    expect(failures({ format })).toEqual([
      ['failure', foreign, true],
      ['failure', foreign, true],
    ])
  })

  test('its JSON lines tell of both directions', () => {
    const rows = columns('haproxy-json.log', ['event.end', 'http.request.bytes', 'http.response.bytes', 'source.port'])
    expect(rows.filter(([end]) => end !== undefined)).toEqual([
      ['2026-11-22T04:22:21.509Z', 532, 389, 47060],
      ['2026-11-22T04:22:24.520Z', 497, 385, 58716],
    ])
  })
})
