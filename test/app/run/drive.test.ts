// A source driven into a back end that gives up.
import { expect, test } from 'vitest'
import { drive } from '../../../src/app/run/drive.ts'
import { Batch } from '../../../src/event/batch.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { beginning } from '../../../src/event/position.ts'
import type { Delivery, Source } from '../../../src/event/source.ts'

const layout = createLayout([])
const delivery: Delivery = { source: 's', n: 0, batch: new Batch(layout), progress: beginning, resume: null }

const source = {
  info: { id: 's', categories: 0, latenessUs: 0 },
  async *deliveries() {
    for (let n = 0; n < 20; n++) yield delivery
  },
} as unknown as Source

/** Whatever was rejected and nobody took: it would end the program. */
async function unhandled(work: () => Promise<void>): Promise<readonly unknown[]> {
  const seen: unknown[] = []
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', (error) => seen.push(error))
  await work()
  await new Promise((resolve) => setTimeout(resolve, 10))
  process.removeAllListeners('unhandledRejection')
  for (const other of others) process.on('unhandledRejection', other)
  return seen
}

test('where several deliveries under way are refused at once, the source fails, and not the program', async () => {
  const { promise: refusal, reject } = Promise.withResolvers<void>()
  const sink = { submit: () => refusal.then(() => {}), resumeOf: () => undefined }
  const seen = await unhandled(async () => {
    const driven = drive(
      source,
      () => layout,
      sink as never,
      () => {},
    )
    setTimeout(() => reject(new Error('refused')), 5)
    await expect(driven).rejects.toThrow('refused')
  })
  expect(seen).toEqual([])
})

test('a source that can go on from a place goes on with the fields that are read by now, and brings nothing twice', async () => {
  const layouts = [createLayout(['a']), createLayout(['a', 'b'])]
  let current = 0
  let place = 0
  const brought: (readonly [n: number, fields: number])[] = []
  const counting = {
    info: { id: 's', categories: 0, latenessUs: 0 },
    async *deliveries(layout: Delivery['batch']['layout'], before?: { readonly resume: unknown }) {
      for (let n = Number(before?.resume ?? 0) + 1; n <= 6; n++)
        yield { ...delivery, n, batch: new Batch(layout), resume: n }
    },
  } as unknown as Source
  const sink = {
    async submit({ n, batch }: Delivery) {
      brought.push([n, batch.layout.fields.length])
      place = n
      if (n === 3) current = 1
    },
    resumeOf: () => (place === 0 ? undefined : { n: place, resume: place }),
  }
  await drive(
    counting,
    () => layouts[current]!,
    sink as never,
    () => {},
  )
  expect(brought).toEqual([1, 2, 3, 4, 5, 6].map((n) => [n, n <= 3 ? 1 : 2]))
})

test('a source that cannot go on from a place is left to read as it did', async () => {
  let opened = 0
  const lasting = {
    ...source,
    async *deliveries() {
      opened++
      yield delivery
      yield delivery
    },
  } as unknown as Source
  await drive(
    lasting,
    () => createLayout([]),
    { submit: async () => {}, resumeOf: () => undefined } as never,
    () => {},
  )
  expect(opened).toBe(1)
})
