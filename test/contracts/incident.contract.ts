// What every IncidentStore promises: search, work on incidents, facets, and what a change to an incident does.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { IncidentChange } from '../../src/incident/incident.ts'
import type { IncidentQuery, IncidentStore } from '../../src/store/store.ts'
import { incident, type Sample, start } from '../store/incidents.ts'

const second = 1_000_000
const nowMs = Date.parse('2026-03-02T00:00:00Z')

export interface IncidentSubject {
  readonly store: IncidentStore
  /** Brings changes to the store as a running tripline does. Returns when a search sees them. */
  take(changes: readonly IncidentChange[], nowMs: number): Promise<void>
  /** Removes incidents whose last change was taken before that time. Returns how many. */
  expire(beforeMs: number): Promise<number>
  close(): Promise<void>
}

export function incidentContract(name: string, openEmpty: () => Promise<IncidentSubject>): void {
  describe(`${name}: incidents`, () => {
    let subject: IncidentSubject
    beforeEach(async () => {
      subject = await openEmpty()
    })
    afterEach(() => subject.close())
    changes(() => subject)
    searches(() => subject)
    updates(() => subject)
    expiry(() => subject)
  })
}

const raised = (...samples: readonly Sample[]): IncidentChange[] =>
  samples.map((sample) => ({ kind: 'raised', incident: incident(sample) }))

const counted = (id: string, us: number, count: number): IncidentChange => ({ kind: 'counted', id, us, count })

function changes(subject: () => IncidentSubject): void {
  describe('changes', () => {
    const take = (...all: readonly IncidentChange[]) => subject().take(all, nowMs)

    test('the same incident taken twice is there once', async () => {
      await take(...raised({ id: 'i1' }, { id: 'i1' }))
      await take(...raised({ id: 'i1' }))
      expect((await subject().store.search({})).total).toBe(1)
    })

    test('a repetition counts and moves the last time, never back', async () => {
      await take(...raised({ id: 'i1', nanos: 7 }))
      await take(counted('i1', start + 5 * second, 2), counted('i1', start + 2 * second, 3))
      expect(await subject().store.get('i1')).toMatchObject({
        count: 3,
        raisedAt: '2026-03-01T08:00:00.000000007Z',
        lastSeenAt: '2026-03-01T08:00:05.000Z',
        document: { tripline: { incident: { count: 3 } } },
      })
    })

    test('a repetition said twice, or late, counts once', async () => {
      await take(...raised({ id: 'i1' }), counted('i1', start + second, 2), counted('i1', start + 2 * second, 3))
      await take(counted('i1', start + 2 * second, 3), counted('i1', start + second, 2))
      expect(await subject().store.get('i1')).toMatchObject({ count: 3, lastSeenAt: '2026-03-01T08:00:02.000Z' })
    })

    test('late events are added to its document, the highest count for good', async () => {
      const late = (n: number): IncidentChange => ({
        kind: 'amended',
        id: 'i1',
        us: start + second,
        late: n,
        events: [{ event: { id: `late ${n}` } }],
      })
      await take(...raised({ id: 'i1' }), late(1))
      await take(late(3), late(2), counted('i1', start + 2 * second, 2))
      const document = {
        tripline: { incident: { count: 2, late: { count: 3, events: [{ event: { id: 'late 3' } }] } } },
      }
      expect(await subject().store.get('i1')).toMatchObject({ status: 'open', count: 2, document })
    })

    test('raised again, its status, count and notes stay', async () => {
      await take(...raised({ id: 'i1' }), counted('i1', start, 4))
      const before = await subject().store.update('i1', { status: 'false_positive' }, nowMs)
      await take(...raised({ id: 'i1' }))
      expect(await subject().store.get('i1')).toEqual(before)
      expect(before).toMatchObject({ status: 'false_positive', count: 4 })
    })

    test('of changes and notes that come at once, none is lost', async () => {
      await take(...raised({ id: 'i1' }))
      const notes = Array.from({ length: 5 }, (_, at) => ({ author: `analyst ${at}`, text: 'looking' }))
      await Promise.all([
        ...notes.map((note) => subject().store.update('i1', { note }, nowMs)),
        take(counted('i1', start + second, 2)),
        subject().store.update('i1', { status: 'acknowledged' }, nowMs),
      ])
      const found = await subject().store.get('i1')
      expect(found).toMatchObject({ status: 'acknowledged', count: 2 })
      expect(found!.notes.map(({ author }) => author).sort()).toEqual([
        ...notes.map(({ author }) => author),
        'tripline',
      ])
    })
  })
}

function searches(subject: () => IncidentSubject): void {
  describe('search', () => {
    const found = async (query: IncidentQuery) => (await subject().store.search(query)).incidents.map(({ id }) => id)

    beforeEach(async () => {
      await subject().take(
        raised(
          { id: 'a', level: 'low', us: start, user: 'mallory', message: 'Café closed' },
          { id: 'b', level: 'high', us: start + second, ruleId: 'foreign_origin', title: 'Handshake from elsewhere' },
          { id: 'c', level: 'critical', us: start + 2 * second, address: '198.51.100.7', payload: '<img src=x>' },
        ),
        nowMs,
      )
    })

    test('newest first', async () => {
      expect(await found({})).toEqual(['c', 'b', 'a'])
    })

    test.each<[string, IncidentQuery, string[]]>([
      ['a rule', { rule: 'foreign_origin' }, ['b']],
      ['a level and all above it', { level: 'high' }, ['c', 'b']],
      ['a status', { status: 'closed' }, []],
      ['an address', { address: '198.51.100.7' }, ['c']],
      ['an address of the evidence', { address: '192.0.2.1' }, ['c', 'b', 'a']],
      ['a beginning, inclusive', { from: '2026-03-01T08:00:01Z' }, ['c', 'b']],
      ['an end, inclusive', { to: '2026-03-01T08:00:01Z' }, ['b', 'a']],
      ['a time in another zone', { from: '2026-03-01T10:00:01+02:00' }, ['c', 'b']],
      ['a word of the message', { text: 'closed' }, ['a']],
      ['a word without its accent, in another case', { text: 'CAFE' }, ['a']],
      ['a word of the title', { text: 'elsewhere' }, ['b']],
      ['the beginning of the last word', { text: 'handshake else' }, ['b']],
      ['no beginning of another word', { text: 'hand elsewhere' }, []],
      ['a user', { text: 'mallory' }, ['a']],
      ['an address as a word', { text: '198.51.100.7' }, ['c']],
      ['the beginning of an address', { text: '198.51.1' }, ['c']],
      ['a word of the evidence', { text: 'src=x' }, ['c']],
      ['words that the language of the index has', { text: 'NOT AND' }, []],
      ['nothing but punctuation: no word to look for', { text: `'"--*` }, ['c', 'b', 'a']],
      ['several filters at once', { level: 'high', text: 'elsewhere', to: '2026-03-01T09:00:00Z' }, ['b']],
    ])('by %s', async (_, query, ids) => {
      const page = await subject().store.search(query)
      expect(page.incidents.map(({ id }) => id)).toEqual(ids)
      expect(page.total).toBe(ids.length)
    })

    test.each([{ level: 'dreadful' }, { from: 'yesterday' }, { to: '2026-03-01' }, { cursor: 'e30' }, { cursor: '!' }])(
      'what is no query is refused: %j',
      async (query) => {
        await expect(subject().store.search(query)).rejects.toMatchObject({ code: 'USAGE' })
      },
    )

    test('pages hold every incident once, also while new ones come in', async () => {
      const first = await subject().store.search({ limit: 2 })
      expect(first).toMatchObject({ total: 3, incidents: [{ id: 'c' }, { id: 'b' }] })
      await subject().take(raised({ id: 'd', us: start + 9 * second }, { id: 'a2', us: start }), nowMs)
      const second_ = await subject().store.search({ limit: 2, cursor: first.next! })
      expect(second_.incidents.map(({ id }) => id)).toEqual(['a2', 'a'])
      expect(second_).toMatchObject({ total: 5, next: null })
    })

    test('incidents of one time are told apart by nanoseconds, then by id', async () => {
      const us = start + 20 * second
      await subject().take(raised({ id: 'p', us }, { id: 'q', us }, { id: 'o', us, nanos: 3 }), nowMs)
      const pages: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page = await subject().store.search({ limit: 1, ...(cursor === '' ? {} : { cursor }) })
        pages.push(...page.incidents.map(({ id }) => id))
        cursor = page.next
      }
      expect(pages).toEqual(['o', 'q', 'p', 'c', 'b', 'a'])
    })

    test('facets count by rule, level and status', async () => {
      await subject().store.update('a', { status: 'closed' }, nowMs)
      expect(await subject().store.facets()).toEqual({
        rules: { injection_in_message: 2, foreign_origin: 1 },
        levels: { low: 1, high: 1, critical: 1 },
        statuses: { open: 2, closed: 1 },
      })
    })
  })
}

function updates(subject: () => IncidentSubject): void {
  describe('updates', () => {
    beforeEach(() => subject().take(raised({ id: 'i1' }), nowMs))

    test('a raised incident is open, seen once, without notes', async () => {
      expect(await subject().store.get('i1')).toEqual({
        id: 'i1',
        status: 'open',
        count: 1,
        raisedAt: '2026-03-01T08:00:00.000Z',
        lastSeenAt: '2026-03-01T08:00:00.000Z',
        notes: [],
        document: incident({ id: 'i1' }).document,
      })
    })

    test('a change of status is in the incident, its document and its notes', async () => {
      const updated = await subject().store.update('i1', { status: 'acknowledged' }, nowMs)
      expect(updated).toMatchObject({
        status: 'acknowledged',
        notes: [{ at: '2026-03-02T00:00:00.000Z', author: 'tripline' }],
        document: { tripline: { incident: { status: 'acknowledged' } } },
      })
      expect(await subject().store.get('i1')).toEqual(updated)
    })

    test('the status that it has already leaves no note', async () => {
      expect(await subject().store.update('i1', { status: 'open' }, nowMs)).toMatchObject({ notes: [] })
    })

    test('notes are kept in order, as they were written', async () => {
      await subject().store.update('i1', { note: { author: 'ana', text: 'looks <b>real</b>\n☃' } }, nowMs)
      await subject().store.update('i1', { note: { author: 'bo', text: 'it is' } }, nowMs + 1000)
      expect((await subject().store.get('i1'))!.notes).toEqual([
        { at: '2026-03-02T00:00:00.000Z', author: 'ana', text: 'looks <b>real</b>\n☃' },
        { at: '2026-03-02T00:00:01.000Z', author: 'bo', text: 'it is' },
      ])
    })

    test('an incident that is not there is null', async () => {
      expect(await subject().store.get('nobody')).toBeNull()
      expect(await subject().store.update('nobody', { status: 'closed' }, nowMs)).toBeNull()
    })
  })
}

function expiry(subject: () => IncidentSubject): void {
  test('expiry takes incidents whose last change is old, with their notes and words, and nothing else', async () => {
    const { store, take, expire } = subject()
    await take(raised({ id: 'old', message: 'Ancient' }), nowMs)
    await store.update('old', { note: { author: 'ana', text: 'gone soon' } }, nowMs)
    await take(raised({ id: 'seen-again', us: 1 }), nowMs)
    await take([counted('seen-again', 2, 2)], nowMs + 9000)
    await take(raised({ id: 'newest', us: 1 }), nowMs + 9000)
    expect(await expire(nowMs)).toBe(0)
    expect(await expire(nowMs + 1)).toBe(1)
    expect((await store.search({})).incidents.map(({ id }) => id)).toEqual(['seen-again', 'newest'])
    expect(await store.get('old')).toBeNull()
    expect((await store.search({ text: 'ancient' })).total).toBe(0)
    expect((await store.search({ address: '203.0.113.9' })).total).toBe(2)
  })
}
