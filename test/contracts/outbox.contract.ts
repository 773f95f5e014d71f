// What every OutboxStore promises: responses are due until they are settled, and can be asked for again.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CommitStore, OutboxStore } from '../../src/store/store.ts'
import { commit, outboxEntry } from '../store/incidents.ts'

const nowMs = Date.parse('2026-03-02T00:00:00Z')

export interface OutboxSubject {
  readonly store: OutboxStore & Pick<CommitStore, 'commit'>
  close(): Promise<void>
}

export function outboxContract(name: string, openEmpty: () => Promise<OutboxSubject>): void {
  describe(`${name}: outbox`, () => {
    let subject: OutboxSubject
    const store = () => subject.store
    beforeEach(async () => {
      subject = await openEmpty()
    })
    afterEach(() => subject.close())

    const dueIds = async (atMs: number, limit = 10) => (await store().due(atMs, limit)).map(({ id }) => id)
    const put = (n: number, ...entries: Parameters<typeof outboxEntry>[]) =>
      store().commit([commit(n, { outbox: entries.map((entry) => outboxEntry(...entry)) })], nowMs)

    test('an entry is due at once, as it was written', async () => {
      await put(1, ['o1'])
      expect(await store().due(nowMs, 10)).toEqual([
        { ...outboxEntry('o1'), attempts: 0, state: 'waiting', nextAtMs: nowMs, createdAtMs: nowMs, lastDetail: '' },
      ])
    })

    test('the same id is written once', async () => {
      await put(1, ['o1'])
      await put(2, ['o1', { payload: 'another' }])
      expect(await store().due(nowMs, 10)).toMatchObject([{ payload: outboxEntry('o1').payload }])
    })

    test('what is delivered or failed is no longer due; what is to be retried is, later', async () => {
      await put(1, ['o1'], ['o2'], ['o3'])
      await store().settle('o1', { outcome: 'delivered', detail: '200' }, nowMs)
      await store().settle('o2', { outcome: 'failed', detail: '410' }, nowMs)
      await store().settle('o3', { outcome: 'retry', detail: '503', nextAtMs: nowMs + 5000 }, nowMs)
      expect(await dueIds(nowMs + 4999)).toEqual([])
      expect(await dueIds(nowMs + 5000)).toEqual(['o3'])
      const rows = await store().list({ limit: 10 })
      expect(rows.map(({ id, state, attempts, lastDetail }) => [id, state, attempts, lastDetail])).toEqual([
        ['o3', 'waiting', 1, '503'],
        ['o2', 'failed', 1, '410'],
        ['o1', 'delivered', 1, '200'],
      ])
      expect(await store().list({ state: 'failed', limit: 10 })).toMatchObject([{ id: 'o2' }])
      expect(await store().list({ limit: 1 })).toHaveLength(1)
    })

    test('a target with a long queue does not hide another', async () => {
      await put(1, ['s1'], ['s2'], ['s3'], ['s4'], ['p1', { target: 'pager' }])
      expect(await dueIds(nowMs, 2)).toEqual(['s1', 'p1'])
    })

    test('what waits of one action is found whether it is due or not, whatever its target', async () => {
      const close = { action: 'close', target: 'application' } as const
      await put(1, ['c1', close], ['o1'], ['c2', { ...close, target: 'other' }])
      await put(2, ['c3', close], ['c4', close])
      await store().settle('c1', { outcome: 'retry', detail: 'told', nextAtMs: nowMs + 60_000 }, nowMs)
      await store().settle('c3', { outcome: 'delivered', detail: 'closed' }, nowMs)
      const found = await store().waiting('close', 10)
      expect(found.map(({ id }) => id).sort()).toEqual(['c1', 'c2', 'c4'])
      expect(found.find(({ id }) => id === 'c1')).toMatchObject({ attempts: 1, lastDetail: 'told' })
      expect(await store().waiting('close', 2)).toHaveLength(2)
      expect(await store().waiting('block', 10)).toEqual([])
    })

    test('a failed or waiting one can be sent again, with all its attempts; a delivered one not', async () => {
      await put(1, ['o1'], ['o2'], ['o3'])
      await store().settle('o1', { outcome: 'failed', detail: '500' }, nowMs)
      await store().settle('o2', { outcome: 'retry', detail: '500', nextAtMs: nowMs + 9000 }, nowMs)
      await store().settle('o3', { outcome: 'delivered', detail: '200' }, nowMs)
      expect(await store().retry('o3', nowMs)).toBe(0)
      expect(await store().retry('nobody', nowMs)).toBe(0)
      expect(await store().retry(null, nowMs)).toBe(1)
      expect(await store().retry('o2', nowMs)).toBe(1)
      expect(await store().due(nowMs, 10)).toMatchObject([
        { id: 'o1', attempts: 0 },
        { id: 'o2', attempts: 0 },
      ])
    })
  })
}
