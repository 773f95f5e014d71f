// The shipped capture in every form in which it may come: the same incidents, whole, cut, piped and compressed.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outside, root } from './process.ts'

const capture = join(root, 'examples/day-of-chat.pcap')
const bytes = readFileSync(capture)
const folder = mkdtempSync(join(tmpdir(), 'tripline-scan-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const scan = (args: readonly string[], input?: Uint8Array) => {
  const ran = spawnSync(process.execPath, [join(root, 'bin/tripline.cjs'), 'scan', ...args], {
    env: outside(),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...(input ? { input } : {}),
  })
  return { status: ran.status, stderr: ran.stderr, lines: ran.stdout.split('\n').filter((line) => line !== '') }
}

const file = (name: string, content: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** Where the packet begins that is first after that share of a little-endian pcap. */
function cutAt(share: number): number {
  let at = 24
  while (at < bytes.length * share) at += 16 + bytes.readUInt32LE(at + 8)
  return at
}

const header = bytes.subarray(0, 24)

describe('the shipped capture', () => {
  let whole: readonly string[]
  beforeAll(() => {
    whole = scan([capture, '--json']).lines
  })

  test('gives incidents, each one JSON object', () => {
    expect(whole.length).toBeGreaterThan(15)
    for (const line of whole) expect(JSON.parse(line).event.kind).toBe('alert')
  })

  test.each([0.25, 0.5, 0.9])('cut in two after %d of it, gives the same', (share) => {
    const at = cutAt(share)
    const first = file('first.pcap', bytes.subarray(0, at))
    const second = file('second.pcap', Buffer.concat([header, bytes.subarray(at)]))
    expect(scan([first, second, '--json']).lines).toEqual(whole)
    expect(scan([second, first, '--json']).lines).toEqual(whole)
  })

  test('gives the same through standard input', () => {
    expect(scan(['-', '--json'], bytes).lines).toEqual(whole)
  })

  test('gives the same compressed', () => {
    expect(scan([file('c.pcap.gz', gzipSync(bytes)), '--json']).lines).toEqual(whole)
    expect(scan([file('c.pcap.zst', zstdCompressSync(bytes)), '--json']).lines).toEqual(whole)
  })

  test('exits by the level that is asked for', () => {
    expect(scan([capture, '--json', '--fail-on', 'critical']).status).toBe(1)
    expect(scan([join(root, 'examples/day-of-chat.access.log'), '--json', '--fail-on', 'critical']).status).toBe(0)
  })

  test('keeps its incidents in a store, once, however often it is scanned', async () => {
    const store = join(folder, 'kept.db')
    for (let times = 0; times < 2; times++) expect(scan([capture, '--json', '--store', store]).status).toBe(0)
    const { openSqliteStore } = await import('../../src/store/sqlite/open-sqlite-store.ts')
    const kept = openSqliteStore(store)
    const { total } = await kept.search({ limit: 1 })
    await kept.close()
    expect(total).toBe(whole.length)
  })
})
