// A program in place of tcpdump that plays a capture → the events of it, while it is played, over its ends and new starts.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { OperationalError } from '../../src/errors.ts'
import { createLayout } from '../../src/event/layout.ts'
import type { Delivery } from '../../src/event/source.ts'
import { captureSource } from '../../src/intake/capture.ts'
import { type LiveSettings, type LiveSource, liveSource } from '../../src/intake/live.ts'
import { request } from '../connectors/read.ts'
import { collect, temporaryFolder } from './place.ts'

/** Gives the next part of the capture, its header before it, and says what it has lost when it is asked. */
const program = `#!${process.execPath}
const { existsSync, readFileSync, writeFileSync, writeSync } = require('node:fs')
process.chdir(__dirname)
writeFileSync('pid', String(process.pid))
writeFileSync('told', JSON.stringify(process.argv.slice(2)))
const capture = readFileSync('capture')
const from = existsSync('given') ? Number(readFileSync('given', 'utf8')) : 24
const to = Math.min(capture.length, ...readFileSync('ends', 'utf8').split(' ').map(Number).filter((end) => end > from))
process.on('SIGUSR1', () => writeSync(2, 'tcpdump: 7 packets captured, 8 packets received by filter, 1 packet dropped by kernel\\n'))
writeSync(1, Buffer.concat([capture.subarray(0, 24), capture.subarray(from, to)]))
writeFileSync('given', String(to))
if (to < capture.length) {
  writeSync(2, '5 packets captured\\n6 packets received by filter\\n2 packets dropped by kernel\\nIt went away.\\n')
  process.exitCode = 1
} else setInterval(() => {}, 1000)
`

const capture = join(import.meta.dirname, '../../examples/day-of-chat.pcap')
const layout = createLayout(['websocket.frame.opcode'])

interface Playing {
  readonly folder: string
  readonly source: LiveSource
  readonly troubles: OperationalError[]
  readonly stop: AbortController
}

/** `ends`: where in the capture the program ends, and is started again. */
function play(ends: readonly number[] = [], more: Partial<LiveSettings> = {}): Playing {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'capture'), readFileSync(capture))
  writeFileSync(join(folder, 'ends'), ends.join(' '))
  writeFileSync(join(folder, 'tcpdump.cjs'), program)
  chmodSync(join(folder, 'tcpdump.cjs'), 0o755)
  const troubles: OperationalError[] = []
  const stop = new AbortController()
  const source = liveSource({
    ...{ id: 'capture:lo', interface: 'lo', filter: 'tcp port 80', request, signal: stop.signal },
    ...{ program: join(folder, 'tcpdump.cjs'), retryMs: 1, askMs: 20, tickMs: 20, now: () => 0 },
    onTrouble: (error) => troubles.push(error),
    ...more,
  })
  return { folder, source, troubles, stop }
}

const idsOf = (deliveries: readonly Delivery[]): readonly string[] =>
  deliveries.flatMap(({ batch }) => batch.origins.map((origin) => origin.id()))

/** What it brings until it has brought as many events, and then all that its end brings. */
async function take({ source, stop }: Playing, events: number): Promise<readonly Delivery[]> {
  const taken: Delivery[] = []
  let rows = 0
  for await (const delivery of source.deliveries(layout)) {
    taken.push(delivery)
    rows += delivery.batch.length
    if (rows >= events) stop.abort()
  }
  return taken
}

const whole = idsOf(
  await collect(captureSource({ id: 'file', inputs: [{ path: capture }], request }).deliveries(layout)),
)

/** Before the end of the input the sensor knows of so many. */
const atOnce = whole.filter((id) => !id.endsWith(':connection')).length

/** Where the records of the capture begin. */
function placesOf(file: Buffer): readonly number[] {
  const places: number[] = []
  for (let at = 24; at < file.length; at += 16 + file.readUInt32LE(at + 8)) places.push(at)
  return places
}

test('what is played gives the events of the capture', async () => {
  const playing = play()
  expect(idsOf(await take(playing, atOnce))).toEqual(whole)
  expect(playing.source.trouble()).toBeNull()
  expect(JSON.parse(readFileSync(join(playing.folder, 'told'), 'utf8'))).toEqual([
    ...['-n', '--immediate-mode', '-U', '-s', '0', '-B', '65536', '-i', 'lo', '-w', '-', '--', 'tcp port 80'],
  ])
})

test('the state of connections outlives an end of the program, which is told', async () => {
  const places = placesOf(readFileSync(capture))
  const third = Math.floor(places.length / 3)
  const playing = play([places[third]!, places[2 * third]!])
  const taken = await take(playing, atOnce)
  expect(idsOf(taken)).toEqual(whole)
  expect(taken.map(({ n }) => n)).toEqual(taken.map((_, index) => index + 1))
  expect(playing.troubles.map(({ code }) => code)).toEqual(['CAPTURE_ENDED', 'CAPTURE_ENDED'])
  expect(playing.source.packets().dropped).toBeGreaterThanOrEqual(4)
})

test('what was lost is counted while the program runs, and is told with what could not be read', async () => {
  const { source, stop } = play()
  const deliveries = source.deliveries(layout)[Symbol.asyncIterator]()
  await deliveries.next()
  const rest = (async () => {
    while (!(await deliveries.next()).done);
  })()
  await expect.poll(() => source.packets(), { timeout: 60_000 }).toEqual({ received: 8, dropped: 1 })
  expect(source.unreadable()).toContainEqual(expect.objectContaining({ source: 'capture:lo', count: 1 }))
  stop.abort()
  await rest
})

test('without the program that is told, and it is tried again', async () => {
  const { source, troubles, stop } = play([], { program: join(temporaryFolder(), 'tcpdump') })
  const ended = collect(source.deliveries(layout))
  await expect.poll(() => source.trouble()?.code, { timeout: 60_000 }).toBe('CAPTURE_PROGRAM')
  stop.abort()
  expect(await ended).toEqual([])
  expect(troubles.map(({ code }) => code)).toEqual(['CAPTURE_PROGRAM'])
})

test('connections end that were silent for too long, though no packet says so', async () => {
  const { folder, source, stop } = play([], { now: () => Date.UTC(2100, 0) * 1000 })
  const file = readFileSync(capture)
  const places = placesOf(file)
  writeFileSync(join(folder, 'capture'), file.subarray(0, places[places.length >> 1]))
  const reasons: unknown[] = []
  for await (const { batch } of source.deliveries(layout)) {
    for (const origin of batch.origins) reasons.push(origin.document()['event.reason'])
    if (reasons.includes('idle')) stop.abort()
  }
  expect(reasons.filter((reason) => reason === 'idle').length).toBeGreaterThan(0)
  expect(reasons).not.toContain('end_of_input')
})

test('a stop ends the program', async () => {
  const playing = play()
  await take(playing, 1)
  const pid = Number(readFileSync(join(playing.folder, 'pid'), 'utf8'))
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  expect(playing.source.trouble()).toBeNull()
})
