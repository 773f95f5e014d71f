// Capture files as a source: merged by time, cut into batches, gone on with after a restart, and honest about what broke.
import { describe, expect, test } from 'vitest'
import { comparePosition } from '../../src/event/position.ts'
import type { Delivery } from '../../src/event/source.ts'
import { captureSource } from '../../src/intake/capture.ts'
import { sequencesIn, timesIn } from '../rows.ts'
import { everyField, requestSettings } from '../sensor/decode.ts'
import { type Captured, Conversation, clientFrame, writePcap } from '../sensor/packets.ts'

const chat = (messages: number): Captured[] => {
  const conversation = new Conversation().upgrade()
  for (let index = 0; index < messages; index++)
    conversation.send('client', clientFrame({ opcode: 1, payload: `${index}` }))
  return conversation.finish().packets
}

/** A source over files that are in memory, read in chunks of 1000 bytes. */
const sourceOf = (files: readonly Uint8Array[]) =>
  captureSource({
    id: 'capture',
    inputs: files.map((_, index) => ({ path: String(index) })),
    request: requestSettings,
    open: (path) => chunks(files[Number(path)]!),
  })

async function* chunks(file: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += 1000) yield file.subarray(at, at + 1000)
}

async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const each of from) all.push(each)
  return all
}

async function read(files: readonly Uint8Array[], resume?: Pick<Delivery, 'n' | 'resume'>) {
  const source = sourceOf(files)
  const deliveries = await collect(source.deliveries(everyField, resume))
  const ids = deliveries.flatMap(({ batch }) => batch.origins.map((origin) => origin.id()))
  return { deliveries, ids, unreadable: source.unreadable() }
}

const packets = chat(1200)
const whole = await read([writePcap(packets)])

describe('a capture', () => {
  test('comes in batches of about a thousand rows, numbered from 1, with rising progress', () => {
    expect(whole.deliveries.map(({ n }) => n)).toEqual([1, 2, 3])
    expect(whole.deliveries.map(({ batch }) => batch.length)).toEqual([1001, 1000, 401])
    for (const { batch, progress } of whole.deliveries) {
      const last = { us: timesIn(batch).at(-1)!, nanos: 0, sequence: sequencesIn(batch).at(-1)! }
      expect(comparePosition(progress, last)).toBeGreaterThanOrEqual(0)
    }
  })

  test('with one packet from far ahead gives the others at their own times', async () => {
    const wrong = packets.map((packet, i) => (i === 600 ? { ...packet, us: 4_070_908_800_000_000 } : packet))
    const { deliveries, ids, unreadable } = await read([writePcap(wrong)])
    expect(ids).toHaveLength(whole.ids.length)
    expect(deliveries.at(-1)!.progress).toEqual(whole.deliveries.at(-1)!.progress)
    expect(unreadable).toEqual([
      expect.objectContaining({ reason: 'with a time that the packets around it do not have', count: 1 }),
    ])
  })

  test('cut in two gives the same events, in whatever order the files are named', async () => {
    const [first, second] = [writePcap(packets.slice(0, 700)), writePcap(packets.slice(700))]
    expect((await read([first, second])).ids).toEqual(whole.ids)
    expect((await read([second, first])).ids).toEqual(whole.ids)
  })

  test('is gone on with after a restart where the last delivery ended', async () => {
    for (const { n, resume } of whole.deliveries) {
      const delivered = whole.deliveries.slice(0, n).reduce((rows, { batch }) => rows + batch.length, 0)
      const again = await read([writePcap(packets)], { n, resume })
      expect(again.ids).toEqual(whole.ids.slice(delivered))
      expect(again.deliveries.map((delivery) => delivery.n)).toEqual(whole.deliveries.map((each) => each.n).slice(n))
    }
  })

  test('is gone on with within a batch where the batches were cut otherwise', async () => {
    const again = await read([writePcap(packets)], { n: 7, resume: { rows: 1234 } })
    expect(again.ids).toEqual(whole.ids.slice(1234))
    expect(again.deliveries[0]!.n).toBe(8)
  })
})

describe('what cannot be read', () => {
  test('of a truncated capture is reported with its place, and what came before is used', async () => {
    const file = writePcap(packets)
    const { ids, unreadable } = await read([file.subarray(0, -200)])
    expect(ids.length).toBeGreaterThan(2000)
    expect(unreadable).toMatchObject([{ source: '0', count: 1 }])
    expect(unreadable[0]!.samples[0]!.at).toBeGreaterThan(file.length - 400)
  })

  test('is all of a file that is no capture', async () => {
    const { ids, unreadable } = await read([Buffer.from('not at all a capture'), writePcap(packets)])
    expect(ids).toEqual(whole.ids)
    expect(unreadable).toMatchObject([{ source: '0', reason: 'not a capture', samples: [{ at: 0 }] }])
  })

  test('behind a read error is reported, and what came before is used', async () => {
    const source = captureSource({
      id: 'capture',
      inputs: [{ path: 'a' }],
      request: requestSettings,
      async *open() {
        yield writePcap(packets).subarray(0, 50_000)
        throw new Error('the disk failed')
      },
    })
    const deliveries = await collect(source.deliveries(everyField))
    expect(deliveries.length).toBeGreaterThan(0)
    expect(source.unreadable().map(({ reason }) => reason)).toContain('the disk failed')
  })

  test('at all is thrown: there is nothing that could be used', async () => {
    const source = captureSource({
      id: 'capture',
      inputs: [{ path: 'a' }],
      request: requestSettings,
      // biome-ignore lint/correctness/useYield: it fails before its first bytes.
      async *open() {
        throw new Error('no such file')
      },
    })
    await expect(collect(source.deliveries(everyField))).rejects.toThrow('no such file')
  })
})
