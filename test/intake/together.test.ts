// Logs that are one source: joined, in the order of their times, followed as they grow, and gone on with after a stop.
import { appendFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { zeek } from '../../connectors/zeek/connector.ts'
import { createLayout } from '../../src/event/layout.ts'
import type { Delivery, Source } from '../../src/event/source.ts'
import { isTogether, type TogetherSettings, togetherSource } from '../../src/intake/together.ts'
import { request } from '../connectors/read.ts'
import { timesIn } from '../rows.ts'
import { type Before, collect, temporaryFolder } from './place.ts'
import { type ZeekLogs, zeekLogs } from './zeek-folder.ts'

const layout = createLayout([])
type Name = keyof ZeekLogs['files']
const names: readonly Name[] = ['conn.log', 'http.log', 'websocket.log']

function folderSource(folder: string, more: Partial<TogetherSettings> = {}): Source {
  if (!isTogether(zeek)) throw new Error('Zeek has logs that belong together.')
  const paths = names.map((name) => join(folder, name))
  return togetherSource({
    id: 'zeek',
    paths,
    logs: ['conn', 'http', 'websocket'],
    connector: zeek,
    config: null,
    request,
    ...more,
  })
}

function writeAll(folder: string, { files }: ZeekLogs): void {
  for (const name of names) writeFileSync(join(folder, name), files[name])
}

const documentsOf = (deliveries: readonly Delivery[]) =>
  deliveries.flatMap(({ batch }) => batch.origins.map((origin) => origin.document()))

const asText = (document: object): string => JSON.stringify(document)

const told = (deliveries: readonly Delivery[]): readonly string[] =>
  documentsOf(deliveries).map(
    (document) =>
      `${(document['event.category'] as readonly string[])[1]} ${document['websocket.connection.id']} ${document['http.request.origin']}`,
  )

const lengths = Array.from({ length: 400 }, (_, n) => [2.5, 0.01, 30, 3600, 86_400 * 3][n % 5]!)

test('each session of three logs is one handshake and one connection, with what all of them say', async () => {
  const folder = temporaryFolder()
  const logs = zeekLogs(lengths)
  writeAll(folder, logs)
  const deliveries = await collect(folderSource(folder).deliveries(layout))
  expect([...told(deliveries)].sort()).toEqual(logs.expected)
})

test('lines that come into a rotated log much later are told', async () => {
  const folder = temporaryFolder()
  writeAll(folder, zeekLogs([2.5]))
  const stop = new AbortController()
  const source = folderSource(folder, { follow: true, signal: stop.signal })
  const collecting = collect(source.deliveries(layout))
  await sleep(300)
  const path = join(folder, 'conn.log')
  renameSync(path, `${path}.1`)
  writeFileSync(path, '')
  await sleep(1500)
  appendFileSync(`${path}.1`, 'late\n')
  await expect.poll(() => source.unreadable().map(({ samples }) => samples[0]?.excerpt)).toContain('late')
  stop.abort()
  await collecting
})

test('no event comes before a place that was said to be passed', async () => {
  const folder = temporaryFolder()
  writeAll(folder, zeekLogs(lengths))
  const deliveries = await collect(folderSource(folder).deliveries(layout))
  const passed = deliveries.map(({ progress }) => progress.us)
  for (const [index, { batch }] of deliveries.slice(1).entries())
    expect(Math.min(...timesIn(batch), Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(passed[index]!)
})

test('after each batch all of them go on where they were', async () => {
  const folder = temporaryFolder()
  writeAll(folder, zeekLogs(Array.from({ length: 1200 }, (_, n) => [2.5, 900, 30][n % 3]!)))
  const whole = await collect(folderSource(folder).deliveries(layout))
  expect(whole.length).toBeGreaterThan(1)
  for (const [index, { n, resume }] of whole.entries()) {
    const before: Before = { n, resume: JSON.parse(JSON.stringify(resume)) }
    const rest = await collect(folderSource(folder).deliveries(layout, before))
    expect(documentsOf(rest).map(asText)).toEqual(documentsOf(whole.slice(index + 1)).map(asText))
  }
})

test('while they are followed, a session is told when all its lines are there', async () => {
  const folder = temporaryFolder()
  const stop = new AbortController()
  const logs = zeekLogs([2.5])
  const source = folderSource(folder, { follow: true, signal: stop.signal })
  const deliveries: Delivery[] = []
  const reading = (async () => {
    for await (const delivery of source.deliveries(layout)) deliveries.push(delivery)
  })()
  writeFileSync(join(folder, 'websocket.log'), logs.files['websocket.log'])
  await until(() => deliveries.length > 0)
  expect(told(deliveries)).toEqual([])
  writeFileSync(join(folder, 'conn.log'), logs.files['conn.log'])
  writeFileSync(join(folder, 'http.log'), logs.files['http.log'])
  await until(() => told(deliveries).length === 2)
  expect([...told(deliveries)].sort()).toEqual(logs.expected)
  stop.abort()
  await reading
})

test('where a line does not come, what is known is told after a pause', async () => {
  const folder = temporaryFolder()
  const stop = new AbortController()
  const { files } = zeekLogs([2.5])
  writeFileSync(join(folder, 'websocket.log'), files['websocket.log'])
  writeFileSync(join(folder, 'conn.log'), files['conn.log'])
  const deliveries: Delivery[] = []
  for await (const delivery of folderSource(folder, { follow: true, signal: stop.signal }).deliveries(layout)) {
    deliveries.push(delivery)
    if (told(deliveries).length === 2) stop.abort()
  }
  expect(told(deliveries).map((text) => text.split(' ')[0])).toEqual(['handshake', 'connection'])
})

test('stopped again and again while its files grow and are rotated, it tells every session once', async () => {
  const folder = temporaryFolder()
  const logs = zeekLogs(Array.from({ length: 300 }, (_, n) => [2.5, 20, 60][n % 3]!))
  const parts = 6
  const all: Delivery[] = []
  let before: Before
  for (const name of names) writeFileSync(join(folder, name), '')
  for (let part = 0; part < parts; part++) {
    for (const name of names) {
      if (part === rotatedAt) rotate(join(folder, name), logs.files[name])
      appendFileSync(join(folder, name), partOf(logs.files[name], part, parts))
    }
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), part === parts - 1 ? 40_000 : 800)
    for await (const delivery of folderSource(folder, { follow: true, signal: stop.signal }).deliveries(
      layout,
      before,
    )) {
      all.push(delivery)
      before = { n: delivery.n, resume: JSON.parse(JSON.stringify(delivery.resume)) }
      if (told(all).length >= logs.expected.length) stop.abort()
    }
    clearTimeout(timer)
  }
  expect([...told(all)].sort()).toEqual(logs.expected)
})

const rotatedAt = 3

/** Anywhere within a line; but a file that is rotated ends with one. */
function partOf(text: string, part: number, parts: number): string {
  const cut = (n: number): number => {
    const place = Math.floor((text.length * n) / parts)
    return n === rotatedAt ? text.indexOf('\n', place) + 1 : place
  }
  return text.slice(cut(part), cut(part + 1))
}

function rotate(path: string, text: string): void {
  renameSync(path, path.replace('.log', '.2026-11-22-08-00-00.log'))
  writeFileSync(path, text.slice(0, text.indexOf('\n', text.indexOf('#fields')) + 1))
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn++) {
    if (turn > 200) throw new Error('It did not come about.')
    await sleep(50)
  }
}
