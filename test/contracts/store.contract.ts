// What every Store promises, whatever it is made of. An implementation's test calls this with a way to open an empty one.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { IncidentQuery, Store } from '../../src/store/store.ts'
import { commit, incident, outboxEntry, raising, start } from '../store/incidents.ts'

const second = 1_000_000
const nowMs = Date.parse('2026-03-02T00:00:00Z')

export function storeContract(name: string, openEmpty: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store
    beforeEach(async () => {
      store = await openEmpty()
    })
    afterEach(() => store.close())
    commits(() => store)
    searches(() => store)
    updates(() => store)
    outbox(() => store)
    upkeep(() => store)
  })
}

function commits(store: () => Store): void {
  describe('commits', () => {
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
      expect((await store().search({})).incidents.map(({ id }) => id)).toEqual(['i1'])
      expect((await store().recover()).journal).toEqual([])
      expect((await store().recover()).positions.get('file')).toEqual({ n: 2, resume: { offset: 200 } })
      expect(await store().list({ limit: 10 })).toEqual([])
      expect(await store().knowsRequest('k')).toBe(false)
    })

    test('one commit that cannot be written takes the whole call back', async () => {
      const broken = commit(2, {
        changes: [{ kind: 'raised', incident: { ...incident({ id: 'i2' }), id: null as never } }],
      })
      await expect(store().commit([raising(1, { id: 'i1' }), broken], nowMs)).rejects.toMatchObject({
        code: 'STORE_UNUSABLE',
      })
      expect((await store().search({})).total).toBe(0)
      expect((await store().recover()).positions.size).toBe(0)
      await store().commit([raising(1, { id: 'i1' })], nowMs)
      expect((await store().search({})).total).toBe(1)
    })

    test('a snapshot replaces the one before and drops the journal', async () => {
      await store().commit([commit(1, { journal: 'a1' })], nowMs)
      await store().saveSnapshot({ format: 1, state: 'old' })
      await store().commit([commit(2, { journal: 'a2' })], nowMs)
      await store().saveSnapshot({ format: 2, state: 'new' })
      await store().commit([commit(3, { journal: 'a3' })], nowMs)
      expect(await store().recover()).toEqual({
        snapshot: { format: 2, state: 'new' },
        journal: [{ source: 'file', n: 3, data: 'a3' }],
        positions: new Map([['file', { n: 3, resume: { offset: 300 } }]]),
      })
    })

    test('the same incident from two sources is there once', async () => {
      await store().commit([raising(1, { id: 'i1' }), { ...raising(1, { id: 'i1' }), source: 'http' }], nowMs)
      expect((await store().search({})).total).toBe(1)
    })

    test('a repetition counts and moves the last time, never back', async () => {
      await store().commit([raising(1, { id: 'i1', nanos: 7 })], nowMs)
      const counted = (us: number, count: number) => ({ kind: 'counted', id: 'i1', us, count }) as const
      await store().commit(
        [commit(2, { changes: [counted(start + 5 * second, 2), counted(start + 2 * second, 3)] })],
        nowMs,
      )
      expect(await store().get('i1')).toMatchObject({
        count: 3,
        raisedAt: '2026-03-01T08:00:00.000000007Z',
        lastSeenAt: '2026-03-01T08:00:05.000Z',
        document: { tripline: { incident: { count: 3 } } },
      })
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

function searches(store: () => Store): void {
  describe('search', () => {
    const found = async (query: IncidentQuery) => (await store().search(query)).incidents.map(({ id }) => id)

    beforeEach(async () => {
      await store().commit(
        [
          raising(
            1,
            { id: 'a', level: 'low', us: start, user: 'mallory', message: 'Café closed' },
            { id: 'b', level: 'high', us: start + second, ruleId: 'foreign_origin', title: 'Handshake from elsewhere' },
            { id: 'c', level: 'critical', us: start + 2 * second, address: '198.51.100.7', payload: '<img src=x>' },
          ),
        ],
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
      const page = await store().search(query)
      expect(page.incidents.map(({ id }) => id)).toEqual(ids)
      expect(page.total).toBe(ids.length)
    })

    test.each([{ level: 'dreadful' }, { from: 'yesterday' }, { to: '2026-03-01' }, { cursor: 'e30' }, { cursor: '!' }])(
      'what is no query is refused: %j',
      async (query) => {
        await expect(store().search(query)).rejects.toMatchObject({ code: 'USAGE' })
      },
    )

    test('pages hold every incident once, also while new ones come in', async () => {
      const first = await store().search({ limit: 2 })
      expect(first).toMatchObject({ total: 3, incidents: [{ id: 'c' }, { id: 'b' }] })
      await store().commit([raising(2, { id: 'd', us: start + 9 * second }, { id: 'a2', us: start })], nowMs)
      const second_ = await store().search({ limit: 2, cursor: first.next! })
      expect(second_.incidents.map(({ id }) => id)).toEqual(['a2', 'a'])
      expect(second_).toMatchObject({ total: 5, next: null })
    })

    test('incidents of one time are told apart by nanoseconds, then by id', async () => {
      const us = start + 20 * second
      await store().commit([raising(2, { id: 'p', us }, { id: 'q', us }, { id: 'o', us, nanos: 3 })], nowMs)
      const pages: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page = await store().search({ limit: 1, ...(cursor === '' ? {} : { cursor }) })
        pages.push(...page.incidents.map(({ id }) => id))
        cursor = page.next
      }
      expect(pages).toEqual(['o', 'q', 'p', 'c', 'b', 'a'])
    })

    test('facets count by rule, level and status', async () => {
      await store().update('a', { status: 'closed' }, nowMs)
      expect(await store().facets()).toEqual({
        rules: { injection_in_message: 2, foreign_origin: 1 },
        levels: { low: 1, high: 1, critical: 1 },
        statuses: { open: 2, closed: 1 },
      })
    })
  })
}

function updates(store: () => Store): void {
  describe('updates', () => {
    beforeEach(() => store().commit([raising(1, { id: 'i1' })], nowMs))

    test('a raised incident is open, seen once, without notes', async () => {
      expect(await store().get('i1')).toEqual({
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
      const updated = await store().update('i1', { status: 'acknowledged' }, nowMs)
      expect(updated).toMatchObject({
        status: 'acknowledged',
        notes: [{ at: '2026-03-02T00:00:00.000Z', author: 'tripline' }],
        document: { tripline: { incident: { status: 'acknowledged' } } },
      })
      expect(await store().get('i1')).toEqual(updated)
    })

    test('the status that it has already leaves no note', async () => {
      expect(await store().update('i1', { status: 'open' }, nowMs)).toMatchObject({ notes: [] })
    })

    test('notes are kept in order, as they were written', async () => {
      await store().update('i1', { note: { author: 'ana', text: 'looks <b>real</b>\n☃' } }, nowMs)
      await store().update('i1', { note: { author: 'bo', text: 'it is' } }, nowMs + 1000)
      expect((await store().get('i1'))!.notes).toEqual([
        { at: '2026-03-02T00:00:00.000Z', author: 'ana', text: 'looks <b>real</b>\n☃' },
        { at: '2026-03-02T00:00:01.000Z', author: 'bo', text: 'it is' },
      ])
    })

    test('an incident that is not there is null', async () => {
      expect(await store().get('nobody')).toBeNull()
      expect(await store().update('nobody', { status: 'closed' }, nowMs)).toBeNull()
    })

    test('raised again by another batch, its status stays', async () => {
      await store().update('i1', { status: 'false_positive' }, nowMs)
      await store().commit([raising(2, { id: 'i1' })], nowMs)
      expect(await store().get('i1')).toMatchObject({ status: 'false_positive', count: 1 })
    })
  })
}

function outbox(store: () => Store): void {
  describe('outbox', () => {
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

function upkeep(store: () => Store): void {
  describe('upkeep', () => {
    test('expiry takes old incidents with their notes, words and settled responses, and nothing else', async () => {
      const entries = [outboxEntry('sent', { incidentId: 'old' }), outboxEntry('waits', { incidentId: 'old' })]
      await store().commit([{ ...raising(1, { id: 'old', message: 'Ancient' }), outbox: entries }], nowMs)
      await store().settle('sent', { outcome: 'delivered', detail: '200' }, nowMs)
      await store().update('old', { note: { author: 'ana', text: 'gone soon' } }, nowMs)
      await store().commit([raising(2, { id: 'seen-again', us: 1 }, { id: 'new', us: 1 })], nowMs)
      await store().commit(
        [commit(3, { changes: [{ kind: 'counted', id: 'seen-again', us: 2, count: 2 }] })],
        nowMs + 9000,
      )
      await store().commit([raising(4, { id: 'newest', us: 1 })], nowMs + 9000)
      expect(await store().expire(nowMs)).toBe(0)
      expect(await store().expire(nowMs + 1)).toBe(2)
      expect((await store().search({})).incidents.map(({ id }) => id)).toEqual(['seen-again', 'newest'])
      expect(await store().get('old')).toBeNull()
      expect((await store().search({ text: 'ancient' })).total).toBe(0)
      expect((await store().search({ address: '203.0.113.9' })).total).toBe(2)
      expect((await store().list({ limit: 10 })).map(({ id }) => id)).toEqual(['waits'])
    })

    test('what could not be read is kept by source and reason, as last reported', async () => {
      const report = (reason: string, count: number) => ({
        source: 'file',
        reason,
        count,
        samples: [{ at: 7, excerpt: '\u001b[31mred' }],
      })
      await store().keepUnreadable([report('not JSON', 1), report('no time', 2)], nowMs)
      await store().keepUnreadable([report('not JSON', 5)], nowMs + 1)
      expect(await store().listUnreadable()).toEqual([report('not JSON', 5), report('no time', 2)])
    })

    test('what could not be read is bounded', async () => {
      const many = Array.from({ length: 1100 }, (_, at) => ({
        source: 'file',
        reason: `reason ${at}`,
        count: 1,
        samples: Array.from({ length: 99 }, () => ({ at, excerpt: 'x'.repeat(9999) })),
      }))
      await store().keepUnreadable(many, nowMs)
      await store().keepUnreadable([{ source: 'file', reason: 'the newest', count: 1, samples: [] }], nowMs + 1)
      const kept = await store().listUnreadable()
      expect(kept.length).toBeLessThanOrEqual(1000)
      expect(kept[0]).toMatchObject({ reason: 'the newest' })
      expect(JSON.stringify(kept).length).toBeLessThan(10_000_000)
    })

    test('closing twice does no harm', async () => {
      await store().close()
      await store().close()
    })
  })
}
