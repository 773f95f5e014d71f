// What an input is, from its first bytes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readHead } from '../../src/intake/head.ts'
import { recognise } from '../../src/intake/recognise.ts'
import { linesOf, temporaryFolder } from './place.ts'

function nameOf(head: Uint8Array): string {
  const found = recognise(head)
  return found.kind === 'log' ? found.connector.name : found.kind
}

test.each([
  ['little-endian pcap', Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'), 'capture'],
  ['NDJSON', Buffer.from(linesOf([1, 2])), 'ndjson'],
  ['NDJSON after a byte order mark', Buffer.from(`\ufeff${linesOf([1])}`), 'ndjson'],
  [
    'an nginx line',
    Buffer.from('192.0.2.1 - - [22/Nov/2026:04:22:05 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n'),
    'nginx',
  ],
  ['prose', Buffer.from('Dear reader,\nthis is a letter.\n'), 'unknown'],
  ['nothing', Buffer.alloc(0), 'unknown'],
  ['noise', Buffer.from([0, 1, 2, 255, 254]), 'unknown'],
  ['JSON that is no event', Buffer.from('{"a":1}\n'), 'unknown'],
])('%s', (_name, head, expected) => {
  expect(nameOf(head)).toBe(expected)
})

test.each([
  ['as it is', (text: string) => Buffer.from(text)],
  ['under gzip', (text: string) => gzipSync(text)],
  ['under zstd', (text: string) => zstdCompressSync(text)],
])('a head is read %s', async (_name, pack) => {
  const path = join(temporaryFolder(), 'input')
  writeFileSync(path, pack(linesOf([1, 2, 3])))
  expect(nameOf(await readHead(path))).toBe('ndjson')
})

const data = process.env['TRIPLINE_DATA']

describe.skipIf(data === undefined || !existsSync(join(data, 'logs')))('samples of TRIPLINE_DATA', () => {
  test.each([
    ['nginx-combined.log', 'nginx'],
    ['nginx-wsjson.log', 'nginx'],
  ])('%s is %s', (name, expected) => {
    expect(nameOf(readFileSync(join(data!, 'logs', name)))).toBe(expected)
  })
})

if (data === undefined) console.warn('SKIPPED: recognising real logs, as TRIPLINE_DATA is not set.')
