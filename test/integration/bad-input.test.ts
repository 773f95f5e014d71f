// What bad input gets: a message that says what, where and what to do; the rest is read; never a stack trace.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { outside, root } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-bad-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return name
}

function tripline(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/tripline.cjs'), ...args], {
    cwd: folder,
    env: outside(),
    encoding: 'utf8',
    timeout: 90_000,
  })
  expect(stdout + stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
  return { status, stdout, stderr }
}

const capture = readFileSync(join(root, 'examples/day-of-chat.pcap'))
const log = readFileSync(join(root, 'examples/day-of-chat.access.log'), 'utf8')

/** Where each packet of a little-endian pcap begins. */
function* packetsOf(pcap: Buffer): Generator<number> {
  for (let at = 24; at < pcap.length; at += 16 + pcap.readUInt32LE(at + 8)) yield at
}

test('a truncated capture is read up to where it ends', () => {
  const { status, stdout } = tripline('scan', put('truncated.pcap', capture.subarray(0, 100_000)))
  expect(status).toBe(0)
  expect(stdout).toContain('sql_injection_in_message')
  const broken = [...packetsOf(capture)].findLast((at) => at < 100_000)!
  expect(stdout).toMatch(
    new RegExp(`not read +truncated\\.pcap: 1 × missing: .*\\n +at byte ${broken.toLocaleString('en-US')}`),
  )
})

test('what is no capture is refused, with what it might be', () => {
  const { status, stderr } = tripline(
    'scan',
    put('noise.pcap', Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7919) % 256))),
  )
  expect(status).toBe(2)
  expect(stderr).toContain('noise.pcap is neither a capture nor a log that any connector recognises')
  expect(stderr).toContain('--connector')
})

test('a word that is no command is told, with those that there are', () => {
  const { status, stderr } = tripline('connectors', 'tset', 'access.log')
  expect(status).toBe(2)
  expect(stderr).toMatch(/'connectors tset'.*list, test/)
})

test('a line in another format is counted and shown, the others are read', () => {
  const lines = log.split('\n')
  const text = [...lines.slice(0, 3), 'what is this line', ...lines.slice(3)].join('\n')
  const { status, stdout } = tripline('scan', put('mixed.log', text))
  expect(status).toBe(0)
  expect(stdout).toMatch(/not read +mixed\.log \(nginx\): 1 piece .*\n +at byte \d+: what is this line/)
  expect(stdout).toContain('token_in_url')
})

test('a log read by the wrong connector yields nothing, and that is an error', () => {
  const { status, stdout } = tripline('scan', '--connector', 'ndjson', put('access.log', log))
  expect(status).toBe(2)
  expect(stdout).toContain('not read')
})

test('a rule with three mistakes is left out with all three; the others run', () => {
  const bad = put(
    'three_mistakes_here.trip',
    'rule three_mistakes_here {\n  title "x"\n  level hgih\n  detect frame where websocket.opcod == "text" and source.ip > 5\n}\n',
  )
  const { status, stdout, stderr } = tripline(
    'scan',
    put('access.log', log),
    '--rules',
    bad,
    '--rules',
    join(root, 'rulesets/session'),
  )
  expect(status).toBe(2)
  expect(stderr.match(/^error\[/gm)).toHaveLength(3)
  expect(stderr).toContain('three_mistakes_here.trip:4:22')
  expect(stderr).toContain('Did you mean `websocket.opcode`?')
  expect(stdout).toContain('token_in_url')
})

test('a missing file is named; the others are read', () => {
  const { status, stdout, stderr } = tripline('scan', put('access.log', log), 'nothing.pcap')
  expect(status).toBe(2)
  expect(stderr).toContain('There is no file nothing.pcap')
  expect(stdout).toContain('token_in_url')
})

test('a config with a mistake is told at its place', () => {
  const { status, stderr } = tripline('run', '--config', put('bad.yaml', 'version: 1\napii: 3\n'))
  expect(status).toBe(2)
  expect(stderr).toContain('bad.yaml:2:1')
  expect(stderr).toContain('did you mean "api"?')
})

test('a config that cannot be read is named', () => {
  const { status, stderr } = tripline('run', '--config', '.')
  expect(status).toBe(2)
  expect(stderr).toMatch(/tripline: \. cannot be read: /)
})

test('a port in use is named, with what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const { port } = server.address() as { port: number }
  const { status, stderr } = tripline('run', '--config', put('port.yaml', `version: 1\napi: { port: ${port} }\n`))
  server.close()
  expect(status).toBe(2)
  expect(stderr).toContain(`Port ${port} on 127.0.0.1 is in use`)
  expect(stderr).toContain('api.port')
})

test('a store of something else is refused and left as it was', () => {
  put('notes.db', 'this is no database')
  const { status, stderr } = tripline(
    'run',
    '--config',
    put('store.yaml', 'version: 1\nstore: { path: notes.db }\napi: { port: 0 }\n'),
  )
  expect(status).toBe(2)
  expect(stderr).toContain('notes.db cannot be used')
  expect(readFileSync(join(folder, 'notes.db'), 'utf8')).toBe('this is no database')
})

test.each([
  [['scna'], 'Did you mean scan?'],
  [['scan'], 'What shall be scanned?'],
  [['scan', 'nowhere/*.log'], 'There is nothing to read in nowhere/*.log'],
  [['scan', '--unreadable', '/', 'x.log'], '/ cannot be written'],
  [['query', 'frame where', 'x'], 'expected a condition'],
  [['scan', '--fail-on', 'awful', 'x'], 'There is no level awful'],
])('%j is answered in words', (args, words) => {
  const { status, stdout, stderr } = tripline(...args)
  expect(status).toBe(2)
  expect(stderr).toContain(words)
  expect(stdout).toBe('')
})
