// What every CommitStore promises: a commit is there whole and once, and a start finds where things stood.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OperationalError } from '../../src/errors.ts'
import type { CommitStore, OutboxStore } from '../../src/store/store.ts'
import { commit, incident, outboxEntry, raising, start } from '../store/incidents.ts'
import { saveSnapshot, textOf } from '../store/snapshots.ts'

const nowMs = Date.parse('2026-03-02T00:00:00Z')

export interface CommitSubject {
  readonly store: CommitStore & Pick<OutboxStore, 'list'>
  /** The incidents that commits raised, wherever they are now, and how often each was seen. In the order of their ids. */
  incidents(): Promise<readonly { readonly id: string; readonly count: number }[]>
  close(): Promise<void>
}

export function commitContract(name: string, openEmpty: () => Promise<CommitSubject>): void {
  describe(`${name}: commits`, () => {
    let subject: CommitSubject
    const store = () => subject.store
    beforeEach(async () => {
      subject = await openEmpty()
    })
    afterEach(() => subject.close())

    test('an empty store recovers nothing', async () => {
      expect(await store().recover()).toEqual({ snapshot: null, journal: [], positions: new Map() })
    })

    test('positions and journal are found again, in the order of the commits', async () => {
      await store().commit([commit(1, { journal: 'a1' }), commit(1, { source: 'http', journal: 'b1' })], nowMs)
      await store().commit([commit(2, { journal: 'a2' }), commit(3)], nowMs)
      const { journal, positions } = await store().recover()
      expect(journal).toEqual([
        { source: 'file', n: 1, data: 'a1' },
        { source: 'http', n: 1, data: 'b1' },
        { source: 'file', n: 2, data: 'a2' },
      ])
      expect(positions).toEqual(
        new Map([
          ['file', { n: 3, resume: { offset: 300 } }],
          ['http', { n: 1, resume: { offset: 100 } }],
        ]),
      )
    })

    test('a number that was committed before is ignored whole', async () => {
      await store().commit([raising(2, { id: 'i1' })], nowMs)
      const again = {
        ...raising(2, { id: 'i2' }),
        journal: 'again',
        outbox: [outboxEntry('o1')],
        requestKey: 'k',
        resume: 'elsewhere',
      }
      await store().commit([again, { ...again, n: 1 }], nowMs)
      expect(await subject.incidents()).toMatchObject([{ id: 'i1' }])
      expect((await store().recover()).journal).toEqual([])
      expect((await store().recover()).positions.get('file')).toEqual({ n: 2, resume: { offset: 200 } })
      expect(await store().list({ limit: 10 })).toEqual([])
      expect(await store().knowsRequest('k')).toBe(false)
    })

    test('one commit that cannot be written takes the whole call back', async () => {
      const broken = commit(2, {
        changes: [{ kind: 'raised', incident: { ...incident({ id: 'i2' }), id: null as never } }],
      })
      await expect(store().commit([raising(1, { id: 'i1' }), broken], nowMs)).rejects.toBeInstanceOf(OperationalError)
      expect(await subject.incidents()).toEqual([])
      expect((await store().recover()).positions.size).toBe(0)
      await store().commit([raising(1, { id: 'i1' })], nowMs)
      expect(await subject.incidents()).toHaveLength(1)
    })

    test('a snapshot replaces the one before and drops the journal', async () => {
      await store().commit([commit(1, { journal: 'a1' })], nowMs)
      await saveSnapshot(store(), { format: 1, state: 'old' })
      await store().commit([commit(2, { journal: 'a2' })], nowMs)
      await saveSnapshot(store(), { format: 2, state: 'new' })
      await store().commit([commit(3, { journal: 'a3' })], nowMs)
      const { snapshot, ...rest } = await store().recover()
      expect(textOf(snapshot)).toEqual({ format: 2, state: 'new' })
      expect(rest).toEqual({
        journal: [{ source: 'file', n: 3, data: 'a3' }],
        positions: new Map([['file', { n: 3, resume: { offset: 300 } }]]),
      })
    })

    test('a snapshot does not cover what is committed while it is written', async () => {
      await store().commit([commit(1, { journal: 'a1' })], nowMs)
      const writer = await store().beginSnapshot(1)
      await writer.write(Buffer.from('begun'))
      await store().commit([commit(2, { journal: 'a2' })], nowMs)
      expect((await store().recover()).snapshot).toBeNull()
      await writer.write(Buffer.from('done'))
      await writer.finish()
      const { snapshot, journal } = await store().recover()
      expect(textOf(snapshot)).toEqual({ format: 1, state: 'begun\ndone' })
      expect(journal).toEqual([{ source: 'file', n: 2, data: 'a2' }])
    })

    test('of a snapshot that was never finished nothing is found, and the next is whole', async () => {
      await saveSnapshot(store(), { format: 1, state: 'old' })
      const writer = await store().beginSnapshot(2)
      await writer.write(Buffer.from('given'))
      await writer.write(Buffer.from('up'))
      expect(textOf((await store().recover()).snapshot)).toEqual({ format: 1, state: 'old' })
      for (const state of ['x\ny', 'z', 'long\n'.repeat(9)]) {
        await saveSnapshot(store(), { format: 3, state })
        expect(textOf((await store().recover()).snapshot)).toEqual({ format: 3, state })
      }
    })

    test('the same incident from two sources is there once', async () => {
      await store().commit([raising(1, { id: 'i1' }), { ...raising(1, { id: 'i1' }), source: 'http' }], nowMs)
      expect(await subject.incidents()).toEqual([{ id: 'i1', count: 1 }])
    })

    test('repetitions are counted with the commit that found them', async () => {
      const counted = { kind: 'counted', id: 'i1', us: start, count: 2 } as const
      await store().commit([raising(1, { id: 'i1' }), commit(2, { changes: [counted] })], nowMs)
      await store().commit([commit(2, { changes: [{ ...counted, count: 3 }] })], nowMs)
      expect(await subject.incidents()).toEqual([{ id: 'i1', count: 2 }])
    })

    test('a request key is known once committed, for a day', async () => {
      await store().commit([commit(1, { requestKey: 'k1' })], nowMs)
      expect(await store().knowsRequest('k1')).toBe(true)
      expect(await store().knowsRequest('k2')).toBe(false)
      await store().commit([commit(2, { requestKey: 'k2' })], nowMs + 23 * 3600_000)
      expect(await store().knowsRequest('k1')).toBe(true)
      await store().commit([commit(3, { requestKey: 'k3' })], nowMs + 25 * 3600_000)
      expect(await store().knowsRequest('k1')).toBe(false)
      expect(await store().knowsRequest('k2')).toBe(true)
    })
  })
}
