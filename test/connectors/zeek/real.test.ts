// Logs that a real Zeek wrote of captures, as its own tests keep them: their times are crossed out, and put back here.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { zeek } from '../../../connectors/zeek/connector.ts'
import { documentsOf, readText } from '../read.ts'

const data = process.env['TRIPLINE_DATA'] ?? ''
const folder = join(data, 'expected/zeek-btest-baselines')
const isThere = data !== '' && existsSync(folder)
if (!isThere) console.warn('SKIPPED: logs of a real Zeek, as TRIPLINE_DATA is not set or has none.')

/** Some were cut to columns of interest, with their names as the only header. */
function readLog(path: string): string {
  const lines = readFileSync(path, 'utf8').replaceAll('XXXXXXXXXX.XXXXXX', '1705079732.662874').trimEnd().split('\n')
  const text = lines
    .filter((line) => !line.startsWith('### '))
    .map((line) => (line.startsWith('ts\t') ? `#fields\t${line}` : line))
  return `${text.join('\n')}\n`
}

const logs = (name: string): readonly string[] =>
  isThere ? readdirSync(folder).flatMap((test) => (existsSync(join(folder, test, name)) ? [join(test, name)] : [])) : []

describe.skipIf(!isThere)('a real Zeek', () => {
  test.each(logs('websocket.log'))('every line of %s is a handshake', (name) => {
    const text = readLog(join(folder, name))
    const { batch, unread } = readText(zeek, text)
    expect(unread).toEqual([])
    expect(batch.length).toBe(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length)
    for (const document of documentsOf({ batch, unread })) {
      expect(document).toMatchObject({ 'event.outcome': 'success', 'http.response.status_code': 101 })
      expect(document['url.path']).toMatch(/^\//)
    }
  })

  test('a token that was sent as a subprotocol is in no event', () => {
    const [name] = logs('websocket.log').filter((one) => one.includes('wstunnel-http/'))
    const events = documentsOf(readText(zeek, readLog(join(folder, name!))))
    expect(events[0]).toMatchObject({ 'websocket.subprotocol': 'v1', 'url.path': '/v1/events' })
    expect(JSON.stringify(events)).not.toContain('eyJ')
  })

  test('what it found wrong in WebSockets, and nothing else of weird.log, is a violation', () => {
    const found = logs('weird.log').flatMap((name) => documentsOf(readText(zeek, readLog(join(folder, name)))))
    expect(found.map((document) => document['websocket.anomaly'])).toEqual([['accept_mismatch']])
  })
})
