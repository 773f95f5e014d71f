// Blocks in a store: kept until they are over, and asked for by operators.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Block } from '../../src/store/blocks.ts'
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'

let store: SqliteStore
beforeEach(() => {
  store = openSqliteStore(':memory:')
})
afterEach(() => store.close())

const block = (address: string, untilMs: number, more: Partial<Block> = {}): Block => ({
  ...{ address, sinceMs: 1000, untilMs, rule: 'a_rule', incident: 'i1' },
  ...more,
})

test('blocks are there until they are over, oldest first', async () => {
  const [later, sooner] = [
    block('192.0.2.7', 9000, { sinceMs: 2000 }),
    block('2001:db8::/32', 5000, { rule: null, incident: null }),
  ]
  await store.putBlock(later, 1000)
  await store.putBlock(sooner, 1000)
  expect(await store.blocks(4999)).toEqual([sooner, later])
  expect(await store.blocks(5000)).toEqual([later])
})

test('what is put again replaces what was known, and what is over goes', async () => {
  await store.putBlock(block('192.0.2.7', 5000), 1000)
  await store.putBlock(block('192.0.2.8', 2000), 1000)
  await store.putBlock(block('192.0.2.7', 9000), 3000)
  expect(await store.blocks(0)).toEqual([block('192.0.2.7', 9000)])
  await store.removeBlock('192.0.2.7')
  expect(await store.blocks(0)).toEqual([])
})

test('what an operator asks for waits in the outbox, and is known for a week after it was done', async () => {
  const dayMs = 24 * 3600_000
  const entry = (id: string) => ({ id, action: 'block', target: 'kernel', incidentId: '', payload: '{}' }) as const
  const ids = async () => (await store.list({ limit: 9 })).map(({ id }) => id)
  await store.ask(entry('a1'), 0)
  expect((await store.due(0, 9)).map(({ id }) => id)).toEqual(['a1'])
  await store.settle('a1', { outcome: 'delivered', detail: 'done' }, 0)
  await store.ask(entry('a2'), 6 * dayMs)
  expect(await ids()).toEqual(['a2', 'a1'])
  await store.ask(entry('a3'), 8 * dayMs)
  expect(await ids()).toEqual(['a3', 'a2'])
})
