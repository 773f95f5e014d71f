// A capture whose writer pauses: events come as far as it was written, over restarts, and anew where another takes its place.
import { appendFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLayout } from '../../src/event/layout.ts'
import type { Delivery } from '../../src/event/source.ts'
import { growingCapture } from '../../src/intake/growing-capture.ts'
import { decodeCapture, requestSettings } from '../sensor/decode.ts'
import { Conversation, clientFrame, writePcap } from '../sensor/packets.ts'
import { temporaryFolder } from './place.ts'

const layout = createLayout(['websocket.opcode'])

/** A conversation of so many frames, and where in the file each packet ends. */
function conversation(frames: number, clientPort = 50_000): { readonly file: Buffer; readonly ids: readonly string[] } {
  const talk = new Conversation({ clientPort }).upgrade()
  for (let number = 0; number < frames; number++) talk.send('client', clientFrame({ opcode: 1, payload: `${number}` }))
  const file = writePcap(talk.finish().packets)
  return { file, ids: decodeCapture(file).records.map((record) => record.id()) }
}

/** Takes events until there are as many; `onTaken` is told how many there are. */
async function take(path: string, until: number, onTaken: (count: number) => void, before?: Delivery) {
  const stop = new AbortController()
  const source = growingCapture({ id: path, path, request: requestSettings, signal: stop.signal })
  const ids: string[] = []
  let last: Delivery | undefined
  for await (const delivery of source.deliveries(
    layout,
    before && JSON.parse(JSON.stringify({ n: before.n, resume: before.resume })),
  )) {
    ids.push(...delivery.batch.origins.map((origin) => origin.id()))
    last = delivery
    onTaken(ids.length)
    if (ids.length >= until) stop.abort()
  }
  return { ids, last: last!, unreadable: source.unreadable() }
}

test('what a writer that pauses has written is told before it goes on, wherever it cut', async () => {
  const { file, ids } = conversation(6)
  for (const cut of [24, 700, 801]) {
    const path = join(temporaryFolder(), 'live.pcap')
    const seen: number[] = []
    writeFileSync(path, file.subarray(0, cut))
    const writing = setTimeout(() => appendFileSync(path, file.subarray(cut)), cut === 24 ? 20 : 0)
    const taken = await take(path, ids.length, (count) => void seen.push(count))
    clearTimeout(writing)
    expect(taken.ids).toEqual(ids)
    expect(taken.unreadable).toEqual([])
  }
})

test('events come while the writer pauses', async () => {
  const { file, ids } = conversation(6)
  const path = join(temporaryFolder(), 'live.pcap')
  const half = file.length >> 1
  writeFileSync(path, file.subarray(0, half))
  const taken = await take(path, ids.length, (count) => {
    if (count < ids.length) appendFileSync(path, file.subarray(half))
  })
  expect(taken.ids).toEqual(ids)
})

test('a restart goes on behind what was delivered', async () => {
  const { file, ids } = conversation(6)
  const path = join(temporaryFolder(), 'live.pcap')
  const half = file.length >> 1
  writeFileSync(path, file.subarray(0, half))
  const first = await take(path, 1, () => {})
  appendFileSync(path, file.subarray(half))
  const second = await take(path, ids.length - first.ids.length, () => {}, first.last)
  expect([...first.ids, ...second.ids]).toEqual(ids)
  expect(second.last.n).toBeGreaterThan(first.last.n)
})

test('another file in its place is read from its beginning, what was open before it has ended', async () => {
  const [one, other] = [conversation(2), conversation(3, 50_001)]
  const path = join(temporaryFolder(), 'live.pcap')
  writeFileSync(path, one.file.subarray(0, one.file.length - 100))
  let isReplaced = false
  const open = one.ids.length
  const taken = await take(path, open + other.ids.length, () => {
    if (isReplaced) return
    isReplaced = true
    writeFileSync(`${path}.new`, other.file)
    renameSync(`${path}.new`, path)
  })
  expect(taken.ids.slice(-other.ids.length)).toEqual(other.ids)
  expect(taken.ids).toContain(one.ids.at(-1))
})
