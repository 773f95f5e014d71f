// How a log would be read: by whom, what its first lines give, what is in none of them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { type Trial, tryLog } from '../../src/app/trial.ts'
import { OperationalError } from '../../src/errors.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-trial-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const put = (content: string | Uint8Array): string => {
  const path = join(folder, 'a.log')
  writeFileSync(path, content)
  return path
}

const combined = (n: number, status = 101): string =>
  `203.0.113.${n} - - [22/Nov/2026:04:22:0${n} +0000] "GET /ws HTTP/1.1" ${status} 66 "-" "Mozilla/5.0"\n`
const lines = [1, 2, 3].map((n) => combined(n)).join('')

const fields = ['http.request.origin', 'url.path', 'event.duration', 'websocket.server.bytes']
const tried = async (content: string | Uint8Array, options = {}, records = 5): Promise<Trial> =>
  (await tryLog(put(content), { records, fields, ...options }))!

async function refusal(content: string | Uint8Array, options = {}): Promise<string> {
  try {
    await tried(content, options)
  } catch (error) {
    if (error instanceof OperationalError) return `${error.code} ${error.message}`
  }
  return 'none'
}

test('a log is recognised, and whoever comes near is named', async () => {
  const { connector, guesses } = await tried(lines)
  expect(connector.name).toBe('nginx')
  expect(guesses.map((guess) => guess.connector.name)).toContain('apache')
  expect(guesses[0]!.connector.name).toBe('nginx')
})

test('the first lines are shown with their events, and all of them counted', async () => {
  const { records, lines: read, events, unread, isCut } = await tried(lines, {}, 2)
  expect(records.map(({ line, events: own }) => [line, own.length])).toEqual([
    [1, 2],
    [2, 2],
  ])
  expect(records[0]!.text).toBe(combined(1).trimEnd())
  expect([read, isCut, unread.size]).toEqual([3, false, 0])
  expect(Object.fromEntries(events)).toEqual({ handshake: 3, connection: 3 })
})

test('lines that cannot be read are shown with the reason, and counted by it', async () => {
  const { records, unread } = await tried(`${lines}what is this\nand this`)
  expect(records.at(-1)).toEqual({ line: 5, text: 'and this', events: [], unread: ['not in this log format'] })
  expect(Object.fromEntries(unread)).toEqual({ 'not in this log format': 2 })
})

test('what no event has is not seen', async () => {
  const { seen } = await tried(lines)
  expect([...seen.get('handshake')!]).toEqual(['url.path'])
  expect([...seen.get('connection')!].sort()).toEqual(['url.path', 'websocket.server.bytes'])
})

test('empty lines count for nothing, and say nothing', async () => {
  const { records, lines: read } = await tried(`\n${combined(1)}\n\n${combined(2)}`)
  expect(read).toBe(2)
  expect(records.map(({ line }) => line)).toEqual([2, 5])
})

test('a compressed log is read as it is', async () => {
  expect((await tried(gzipSync(lines))).lines).toBe(3)
})

test('a last line without its newline is read', async () => {
  expect((await tried(lines.trimEnd())).records.length).toBe(3)
})

test.each([
  ['$remote_addr|$msec|$request|$status', 'nginx'],
  ['%a|%{sec}t|%r|%>s', 'apache'],
])('whose format %s is, is told from what it reads', async (format, name) => {
  const { connector, events } = await tried('203.0.113.7|1795321325|GET /ws HTTP/1.1|101\n', { format })
  expect(connector.name).toBe(name)
  expect(events.get('handshake')).toBe(1)
})

test('a mistake in a format is told with its place', async () => {
  expect(await refusal(lines, { format: '$msec $remote_addr$status' })).toMatch(
    /^CONFIG_INVALID error\[F106\](?:.|\n)*format:1:19/,
  )
  expect(await refusal(lines, { format: '%h %{sec' })).toMatch(/^CONFIG_INVALID error\[F103\]/)
  expect(await refusal(lines, { format: 'hello' })).toMatch(/\$time_local/)
})

test('a connector that was named is taken, whatever the lines look like', async () => {
  const { connector, events, unread } = await tried(lines, { connector: 'caddy' })
  expect([connector.name, events.size, unread.size]).toEqual(['caddy', 2, 0])
})

test('a capture is none of this', async () => {
  const pcap = Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex')
  expect(await tryLog(put(pcap), { records: 5, fields })).toBeNull()
})

test('what nobody knows is refused', async () => {
  expect(await refusal('dear diary\n')).toMatch(/^INPUT_UNKNOWN/)
  expect(await refusal('')).toMatch(/^INPUT_EMPTY/)
  expect(await refusal(Buffer.from(lines, 'utf16le'))).toMatch(/^INPUT_UTF16/)
  expect(await refusal(Buffer.from(`\ufeff${lines}`, 'utf16le'))).toMatch(/^INPUT_UTF16/)
  expect(await refusal(Buffer.alloc(100))).toMatch(/^INPUT_UNKNOWN/)
  expect(await refusal(lines, { connector: 'nginks' })).toMatch(/^CONNECTOR_UNKNOWN/)
})

test('a format of one document is shown by its events', async () => {
  const har = {
    log: {
      version: '1.2',
      creator: { name: 'x', version: '1' },
      entries: [
        {
          startedDateTime: '2026-11-22T04:22:05.250Z',
          time: 1,
          request: { method: 'GET', url: 'wss://app.example.com/ws', httpVersion: 'HTTP/1.1', headers: [] },
          response: { status: 101, statusText: '', headers: [] },
          _resourceType: 'websocket',
          _webSocketMessages: [{ type: 'send', time: 1795321326, opcode: 1, data: 'hi' }],
        },
      ],
    },
  }
  const { connector, records } = await tried(JSON.stringify(har, null, 2), {}, 1)
  expect(connector.name).toBe('har')
  expect(records.length).toBe(1)
  expect(records[0]!.events[0]!['url.path']).toBe('/ws')
})
