// `tripline run` in a hard world: a store that another run has, captures that are none, senders that dawdle, a stop at once.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { outside, root } from './process.ts'
import { until } from './until.ts'

let folder: string
let children: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-hardship-'))
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Running {
  readonly child: ChildProcess
  readonly said: () => string
  readonly ended: Promise<number | null>
}

function run(config: string): Running {
  writeFileSync(join(folder, 'tripline.yaml'), `version: 1\napi: { port: 0 }\n${config}`)
  const child = spawn(process.execPath, [join(root, 'bin/tripline.cjs'), 'run'], { cwd: folder, env: outside() })
  children.push(child)
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  return { child, said: () => said, ended: once(child, 'exit').then(([status]) => status as number | null) }
}

const urlOf = async ({ said }: Running): Promise<string> =>
  /API on (http:\S+)\./.exec(await until(said, (text) => text.includes('API on')))![1]!

test('a second run on the same store is refused and says why; after a kill the next one starts', async () => {
  const first = run('')
  await urlOf(first)
  const second = run('')
  expect(await second.ended).toBe(2)
  expect(second.said()).toContain('in use by another tripline run')
  first.child.kill('SIGKILL')
  await first.ended
  const third = run('')
  await urlOf(third)
  third.child.kill('SIGTERM')
  expect(await third.ended).toBe(0)
})

test('captures that are broken, empty, none or somewhere else hold up no other', async () => {
  const captures = join(folder, 'captures')
  const shipped = join(root, 'examples/day-of-chat.pcap')
  mkdirSync(captures)
  writeFileSync(join(captures, 'a-text.pcap'), 'no capture at all')
  writeFileSync(join(captures, 'b-empty.pcap'), '')
  writeFileSync(join(captures, 'c-cut.pcap.gz'), gzipSync('x'.repeat(1000)).subarray(0, 12))
  symlinkSync('/nowhere', join(captures, 'd-dangling.pcap'))
  symlinkSync('/dev/zero', join(captures, 'e-endless.pcap'))
  copyFileSync(shipped, join(captures, 'z-good.pcap'))
  const past = Date.now() / 1000 - 60
  for (const name of ['a-text.pcap', 'b-empty.pcap', 'c-cut.pcap.gz', 'z-good.pcap'])
    utimesSync(join(captures, name), past, past)
  const running = run('sources: [{ type: captures, path: captures }]\n')
  const url = await urlOf(running)
  const ask = async (path: string) => (await fetch(`${url}${path}`)).json() as Promise<Record<string, unknown>>
  const page = await until(
    () => ask('/api/incidents'),
    ({ total }) => Number(total) > 20,
  )
  expect(page['total']).toBeGreaterThan(20)
  const { unreadable } = await until(
    () => ask('/api/unreadable'),
    ({ unreadable: reasons }) => (reasons as unknown[]).length >= 3,
  )
  const told = JSON.stringify(unreadable)
  for (const name of ['a-text.pcap', 'b-empty.pcap', 'c-cut.pcap.gz']) expect(told).toContain(name)
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(0)
})

test('under load, a stop does not wait for a sender that dawdles, and a second signal waits for nobody', async () => {
  const running = run('')
  const url = new URL(await urlOf(running))
  const dawdling = connect(Number(url.port), url.hostname)
  dawdling.on('error', () => {})
  dawdling.write(
    'POST /api/events HTTP/1.1\r\nHost: localhost\r\ncontent-length: 9\r\ncontent-type: application/json\r\n\r\n',
  )
  const body = `${'{"@timestamp":"2026-11-22T08:00:00Z","event.category":"message","websocket.payload.text":"x"}\n'.repeat(1000)}`
  const headers = { 'content-type': 'application/x-ndjson' }
  for (let n = 0; n < 8; n++) fetch(new URL('/api/events', url), { method: 'POST', headers, body }).catch(() => {})
  await sleep(200)
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(0)
  dawdling.destroy()

  const again = run('')
  const held = connect(Number(new URL(await urlOf(again)).port), url.hostname)
  held.on('error', () => {})
  held.write('POST /api/events HTTP/1.1\r\n')
  await sleep(100)
  again.child.kill('SIGINT')
  await until(again.said, (text) => text.includes('Stopping.'))
  again.child.kill('SIGINT')
  expect(await again.ended).toBe(130)
  held.destroy()
})
