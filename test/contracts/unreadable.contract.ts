// What every UnreadableStore promises: what could not be read, by source, connector and reason, as last reported; bounded.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { UnreadableStore } from '../../src/store/store.ts'

const nowMs = Date.parse('2026-03-02T00:00:00Z')

export interface UnreadableSubject {
  readonly store: UnreadableStore
  close(): Promise<void>
}

export function unreadableContract(name: string, openEmpty: () => Promise<UnreadableSubject>): void {
  describe(`${name}: what could not be read`, () => {
    let subject: UnreadableSubject
    const store = () => subject.store
    beforeEach(async () => {
      subject = await openEmpty()
    })
    afterEach(() => subject.close())

    test('it is kept by source, connector and reason, as last reported', async () => {
      const report = (reason: string, count: number, connector = 'ndjson') => ({
        source: 'file',
        connector,
        reason,
        count,
        samples: [{ at: 7, excerpt: '\u001b[31mred' }],
      })
      await store().keepUnreadable([report('not JSON', 1), report('no time', 2)], nowMs)
      await store().keepUnreadable([report('not JSON', 5)], nowMs + 1)
      await store().keepUnreadable([report('not JSON', 7, 'caddy')], nowMs + 2)
      expect(await store().listUnreadable()).toEqual([
        report('not JSON', 7, 'caddy'),
        report('not JSON', 5),
        report('no time', 2),
      ])
    })

    test('it is bounded', async () => {
      const many = Array.from({ length: 1100 }, (_, at) => ({
        source: 'file',
        connector: 'nginx',
        reason: `reason ${at}`,
        count: 1,
        samples: Array.from({ length: 99 }, () => ({ at, excerpt: 'x'.repeat(9999) })),
      }))
      await store().keepUnreadable(many, nowMs)
      const newest = { source: 'file', connector: 'nginx', reason: 'the newest', count: 1, samples: [] }
      await store().keepUnreadable([newest], nowMs + 1)
      const kept = await store().listUnreadable()
      expect(kept.length).toBeLessThanOrEqual(1000)
      expect(kept[0]).toMatchObject({ reason: 'the newest' })
      expect(JSON.stringify(kept).length).toBeLessThan(10_000_000)
    })
  })
}
