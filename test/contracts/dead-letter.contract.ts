// What every DeadLetterStore promises: what was refused for good is kept, listed, tried again or thrown away; bounded.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeadLetter, DeadLetterStore, Spool } from '../../src/store/spool.ts'
import { incident } from '../store/incidents.ts'

const nowMs = Date.parse('2026-03-02T00:00:00Z')

export interface DeadLetterSubject {
  readonly letters: DeadLetterStore
  /** Where a document goes that is tried again. */
  readonly spool: Spool
  /** How many letters it keeps. */
  readonly bound: number
  close(): Promise<void>
}

export const deadDocument = (id: string, over: Partial<DeadLetter> = {}): DeadLetter => ({
  id,
  kind: 'document',
  target: 'tripline-incidents',
  reason: 'mapper_parsing_exception: <b>no</b>',
  atMs: nowMs,
  payload: JSON.stringify({ kind: 'raised', incident: incident({ id }) }),
  ...over,
})

export function deadLetterContract(name: string, openEmpty: () => Promise<DeadLetterSubject>): void {
  describe(`${name}: dead letters`, () => {
    let subject: DeadLetterSubject
    beforeEach(async () => {
      subject = await openEmpty()
    })
    afterEach(() => subject.close())

    const letters = () => subject.letters
    const ids = async (limit = 100) => (await letters().listDead(limit)).map(({ id }) => id)

    test('at first there are none', async () => {
      expect(await letters().listDead(10)).toEqual([])
      expect(await letters().counts()).toEqual({ kept: 0, dropped: 0 })
      expect(await letters().retryDead(null, nowMs)).toBe(0)
      expect(await letters().purgeDead(null)).toBe(0)
    })

    test('they are kept as they were, newest first', async () => {
      await letters().setAside([deadDocument('a'), deadDocument('b')])
      await letters().setAside([deadDocument('c')])
      expect(await letters().listDead(2)).toEqual([deadDocument('c'), deadDocument('b')])
      expect(await letters().counts()).toEqual({ kept: 3, dropped: 0 })
    })

    test('the same one is kept once, as last set aside', async () => {
      await letters().setAside([deadDocument('a'), deadDocument('b')])
      await letters().setAside([deadDocument('a', { reason: 'again' })])
      expect(await letters().listDead(10)).toEqual([deadDocument('a', { reason: 'again' }), deadDocument('b')])
    })

    test('a document that is tried again goes to the spool, and is a letter no more', async () => {
      await letters().setAside([deadDocument('a'), deadDocument('b'), deadDocument('c')])
      expect(await letters().retryDead('nobody', nowMs)).toBe(0)
      expect(await letters().retryDead('b', nowMs)).toBe(1)
      expect(await ids()).toEqual(['c', 'a'])
      expect(await letters().retryDead(null, nowMs)).toBe(2)
      expect(await ids()).toEqual([])
      expect((await subject.spool.read(10)).map(({ change }) => change)).toEqual(
        ['b', 'a', 'c'].map((id) => ({ kind: 'raised', incident: incident({ id }) })),
      )
    })

    test('one or all can be thrown away', async () => {
      await letters().setAside([deadDocument('a'), deadDocument('b'), deadDocument('c')])
      expect(await letters().purgeDead('b')).toBe(1)
      expect(await letters().purgeDead('b')).toBe(0)
      expect(await ids()).toEqual(['c', 'a'])
      expect(await letters().purgeDead(null)).toBe(2)
      expect(await subject.spool.size()).toBe(0)
    })

    test('beyond the bound the oldest are dropped, and counted', async () => {
      const many = Array.from({ length: subject.bound + 3 }, (_, n) => deadDocument(`d${n}`, { payload: '{}' }))
      await letters().setAside(many)
      expect(await letters().counts()).toEqual({ kept: subject.bound, dropped: 3 })
      expect(await ids(1)).toEqual([`d${subject.bound + 2}`])
      expect(await letters().listDead(subject.bound + 3)).toHaveLength(subject.bound)
    })
  })
}
