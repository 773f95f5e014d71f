// The spools and outboxes of several partitions, read as one.
import { expect, test } from 'vitest'
import { gatherOutboxes, gatherSpools } from '../../../src/app/worker/gather.ts'
import type { Spool } from '../../../src/store/spool.ts'
import type { OutboxRow, OutboxStore } from '../../../src/store/store.ts'

function spoolOf(count: number, removed: string[] = []): Spool {
  const entries = Array.from({ length: count }, (_, n) => ({ id: `${n}-0`, atMs: n, change: {} as never }))
  return {
    read: async (limit) => entries.slice(0, limit),
    remove: async (ids) => void removed.push(...ids),
    size: async () => count,
  }
}

const partitions = <T>(count: number, make: (partition: number) => T): ReadonlyMap<number, T> =>
  new Map(Array.from({ length: count }, (_, partition) => [partition, make(partition)]))

const counts = (ids: readonly string[]): readonly number[] =>
  [...Map.groupBy(ids, (id) => id.split('/')[0]!).values()].map(({ length }) => length)

test('of many spools that are all full each gets its turn, and keeps its order', async () => {
  const spools = partitions(64, () => spoolOf(5000))
  const ids = (await gatherSpools(() => spools).read(1000)).map(({ id }) => id)
  expect(ids).toHaveLength(1000)
  expect(new Set(counts(ids))).toEqual(new Set([15, 16]))
  expect(ids.filter((id) => id.startsWith('63/'))).toEqual(Array.from({ length: 15 }, (_, n) => `63/${n}-0`))
})

test('one that is full beside empty ones is read well beyond its share', async () => {
  const spools = partitions(64, (partition) => spoolOf(partition === 63 ? 5000 : 0))
  expect(await gatherSpools(() => spools).read(1000)).toHaveLength(64)
})

test('entries are removed where they came from', async () => {
  const removed = partitions(2, () => [] as string[])
  const spools = partitions(2, (partition) => spoolOf(2, removed.get(partition)))
  await gatherSpools(() => spools).remove(['0/1-0', '1/0-0', '1/1-0', '7/0-0'])
  expect([...removed.values()]).toEqual([['1-0'], ['0-0', '1-0']])
})

test('a partition with many responses due does not keep those of others from being sent', async () => {
  const outbox = (partition: number): Pick<OutboxStore, 'due' | 'settle'> => ({
    due: async (_, limit) =>
      Array.from({ length: limit }, (_, n) => ({ id: `${partition}/${n}` }) as unknown as OutboxRow),
    settle: async () => {},
  })
  const outboxes = partitions(4, outbox)
  const rows = await gatherOutboxes(() => outboxes).due(0, 100)
  expect(counts(rows.map(({ id }) => id))).toEqual([25, 25, 25, 25])
})
