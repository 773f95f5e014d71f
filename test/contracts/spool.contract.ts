// What every Spool promises: each change that was committed waits, in order, until it is taken off.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Spool } from '../../src/store/spool.ts'
import type { CommitStore } from '../../src/store/store.ts'
import { commit, incident, raising, start } from '../store/incidents.ts'

const nowMs = Date.parse('2026-03-02T00:00:00Z')

export interface SpoolSubject {
  readonly store: Pick<CommitStore, 'commit'>
  /** What that store commits to. */
  readonly spool: Spool
  close(): Promise<void>
}

export function spoolContract(name: string, openEmpty: () => Promise<SpoolSubject>): void {
  describe(`${name}: spool`, () => {
    let subject: SpoolSubject
    beforeEach(async () => {
      subject = await openEmpty()
    })
    afterEach(() => subject.close())

    const spool = () => subject.spool
    const idsOf = async (limit = 100) => (await spool().read(limit)).map(({ id }) => id)

    test('an empty one holds nothing', async () => {
      expect(await spool().read(10)).toEqual([])
      expect(await spool().size()).toBe(0)
      await spool().remove(['nobody'])
      await spool().remove([])
    })

    test('changes wait in the order of their commits, as they were, with the time of the commit', async () => {
      const counted = { kind: 'counted', id: 'i1', us: start, count: 2 } as const
      await subject.store.commit(
        [raising(1, { id: 'i1', payload: '\u0000 \ud800 <b>"' }), raising(2, { id: 'i2' })],
        nowMs,
      )
      await subject.store.commit([commit(3, { changes: [counted] })], nowMs + 5)
      expect(await spool().read(10)).toMatchObject([
        { atMs: nowMs, change: { kind: 'raised', incident: { id: 'i1' } } },
        { atMs: nowMs, change: { kind: 'raised', incident: incident({ id: 'i2' }) } },
        { atMs: nowMs + 5, change: counted },
      ])
      expect(await spool().size()).toBe(3)
    })

    test('reading takes nothing off, and the oldest come first', async () => {
      await subject.store.commit([raising(1, { id: 'i1' }, { id: 'i2' }, { id: 'i3' })], nowMs)
      const [first, second] = await idsOf()
      expect(await idsOf(2)).toEqual([first, second])
      expect(await idsOf(2)).toEqual([first, second])
    })

    test('what is removed is gone, in whatever order; the rest keeps its ids', async () => {
      await subject.store.commit([raising(1, { id: 'i1' }, { id: 'i2' }, { id: 'i3' })], nowMs)
      const [first, second, third] = await idsOf()
      await spool().remove([second!])
      expect(await idsOf()).toEqual([first, third])
      await spool().remove([third!, first!, second!])
      expect(await idsOf()).toEqual([])
      await subject.store.commit([raising(2, { id: 'i4' })], nowMs)
      expect([first, second, third]).not.toContain((await idsOf())[0])
    })

    test('a commit that is ignored leaves nothing', async () => {
      await subject.store.commit([raising(1, { id: 'i1' })], nowMs)
      await subject.store.commit([raising(1, { id: 'i1' })], nowMs)
      expect(await spool().size()).toBe(1)
    })
  })
}
