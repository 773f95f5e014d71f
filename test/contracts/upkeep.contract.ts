// What a whole Store promises beside its parts: old incidents take what belongs to them with them; closing does no harm.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { outboxEntry, raising } from '../store/incidents.ts'

const nowMs = Date.parse('2026-03-02T00:00:00Z')

export function upkeepContract(name: string, openEmpty: () => Promise<Store>): void {
  describe(`${name}: upkeep`, () => {
    let store: Store
    beforeEach(async () => {
      store = await openEmpty()
    })
    afterEach(() => store.close())

    test('expiry takes settled responses with their incidents; those that wait stay', async () => {
      const entries = [outboxEntry('sent', { incidentId: 'old' }), outboxEntry('waits', { incidentId: 'old' })]
      await store.commit([{ ...raising(1, { id: 'old' }), outbox: entries }], nowMs)
      await store.settle('sent', { outcome: 'delivered', detail: '200' }, nowMs)
      expect(await store.expire(nowMs + 1)).toBe(1)
      expect((await store.list({ limit: 10 })).map(({ id }) => id)).toEqual(['waits'])
    })

    test('closing twice does no harm', async () => {
      await store.close()
      await store.close()
    })
  })
}
