// From a spool to the real Elasticsearch: each incident once, whatever is done twice, and nothing lost to what is refused.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { IncidentChange } from '../../../src/incident/incident.ts'
import { Forwarder } from '../../../src/store/elastic/forwarder.ts'
import { elasticIncidents } from '../../../src/store/elastic/incident-store.ts'
import { indexIncidents } from '../../../src/store/elastic/index-incidents.ts'
import { ensureSetup } from '../../../src/store/elastic/setup.ts'
import { openSqliteStore, type SqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts'
import { elasticServer } from '../../servers.ts'
import { commit, incident, raising, type Sample, start } from '../../store/incidents.ts'
import { type Opened, openElastic } from './open.ts'

const server = await elasticServer()
const atMs = Date.parse('2026-03-02T00:00:00Z')

describe.skipIf(server === null)('from a spool to Elasticsearch', () => {
  let opened: Opened
  beforeAll(async () => {
    opened = await openElastic(server!.url)
  })
  afterAll(() => opened.close())

  let store: SqliteStore
  let n = 0
  beforeEach(() => {
    store = openSqliteStore(':memory:', { spooling: true })
    n += 1
    return () => store.close()
  })

  const id = (name: string): string => `${name}-${n}`
  const forwarder = (over: { readonly pollMs?: number } = {}): Forwarder =>
    new Forwarder({ ...opened, spool: store.spool, deadLetters: store.deadLetters, ...over })
  const raise = (at: number, ...samples: readonly Sample[]): Promise<void> =>
    store.commit([raising(at, ...samples)], atMs)
  const count = (at: number, change: Omit<Extract<IncidentChange, { kind: 'counted' }>, 'kind'>): Promise<void> =>
    store.commit([commit(at, { changes: [{ kind: 'counted', ...change }] })], atMs)

  async function alertsOf(...ids: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    await opened.refresh()
    const query = { ids: { values: [...ids] } }
    const { hits } = await opened.elastic.client.search({ index: opened.names.alerts, query, size: 100 })
    return hits.hits.map(({ _source }) => _source as Record<string, unknown>)
  }
  const stateOf = (one: string) => elasticIncidents(opened.elastic, opened.names).get(one)

  test('an incident arrives in the index and, as it was raised, in the stream', async () => {
    await raise(1, { id: id('a'), nanos: 7 })
    await count(2, { id: id('a'), us: start + 5, count: 2 })
    await forwarder().drain()
    expect(await store.spool.size()).toBe(0)
    expect(await stateOf(id('a'))).toMatchObject({ status: 'open', count: 2 })
    const [alert, ...more] = await alertsOf(id('a'))
    expect(more).toEqual([])
    expect(alert).toMatchObject({
      '@timestamp': '2026-03-01T08:00:00.000000007Z',
      event: { id: id('a'), kind: 'alert', module: 'tripline', ingested: '2026-03-02T00:00:00.000Z' },
      data_stream: { type: 'logs', dataset: 'tripline.alert', namespace: opened.namespace },
      tripline: { incident: { status: 'open', count: 1 } },
    })
  })

  test('what is taken again, because nobody knew that it had arrived, is there once', async () => {
    await raise(1, { id: id('a') }, { id: id('b') })
    await count(2, { id: id('a'), us: start + 5, count: 2 })
    const entries = await store.spool.read(10)
    for (let time = 0; time < 3; time++) expect(await indexIncidents(entries, opened)).toEqual([])
    expect(await alertsOf(id('a'), id('b'))).toHaveLength(2)
    expect(await stateOf(id('a'))).toMatchObject({ count: 2 })
  })

  test('taken again after the stream rolled over, it is still there once', async () => {
    await raise(1, { id: id('a') }, { id: id('b') })
    const entries = await store.spool.read(10)
    await indexIncidents(entries, opened)
    const { rolled_over } = await opened.elastic.client.indices.rollover({ alias: opened.names.alerts })
    expect(rolled_over).toBe(true)
    await indexIncidents(entries, opened)
    expect(await alertsOf(id('a'), id('b'))).toHaveLength(2)
  })

  test('an id is unique in one backing index alone: without a look, the rollover would double it', async () => {
    const { client } = opened.elastic
    const write = () =>
      client.create({ index: opened.names.alerts, id: id('x'), document: { '@timestamp': '2026-03-01T00:00:00Z' } })
    await write()
    await expect(write()).rejects.toMatchObject({ statusCode: 409 })
    await client.indices.rollover({ alias: opened.names.alerts })
    await write()
    expect(await alertsOf(id('x'))).toHaveLength(2)
  })

  test('an incident whose process died between index and stream gets its alert', async () => {
    await raise(1, { id: id('a') })
    const entries = await store.spool.read(10)
    const dead = new AbortController()
    const dying = indexIncidents(entries, {
      ...opened,
      signal: dead.signal,
      onWorks: () => dead.abort(),
    })
    await expect(dying).rejects.toMatchObject({ name: 'AbortError' })
    expect(await stateOf(id('a'))).not.toBeNull()
    expect(await alertsOf(id('a'))).toEqual([])
    await indexIncidents(entries, opened)
    expect(await alertsOf(id('a'))).toHaveLength(1)
  })

  test('what was worked on stays, whatever is taken again', async () => {
    await raise(1, { id: id('a') })
    await forwarder().drain()
    const incidents = elasticIncidents(opened.elastic, opened.names)
    await incidents.update(id('a'), { status: 'closed', note: { author: 'ana', text: 'done' } }, atMs)
    await raise(2, { id: id('a') })
    await count(3, { id: id('a'), us: start + 9, count: 2 })
    await forwarder().drain()
    const found = await stateOf(id('a'))
    expect(found).toMatchObject({ status: 'closed', count: 2 })
    expect(found!.notes).toHaveLength(2)
  })

  test('a document that is refused is set aside with the reason; the others arrive; tried again, it is set aside again', async () => {
    const poison = { kind: 'raised', incident: withDocument(id('bad'), { source: 'no object' }) } as const
    await store.commit(
      [raising(1, { id: id('a') }), commit(2, { changes: [poison] }), raising(3, { id: id('c') })],
      atMs,
    )
    await forwarder().drain()
    expect(await store.spool.size()).toBe(0)
    expect(await alertsOf(id('a'), id('bad'), id('c'))).toHaveLength(2)
    const [letter, ...more] = await store.deadLetters.listDead(10)
    expect(more).toEqual([])
    expect(letter).toMatchObject({ kind: 'document', target: opened.names.incidents, atMs })
    expect(letter!.reason).toMatch(/^document_parsing_exception: .*\[source\]/)
    expect(JSON.parse(letter!.payload)).toEqual(poison)
    await store.deadLetters.retryDead(null, atMs)
    await forwarder().drain()
    expect(await store.deadLetters.listDead(10)).toMatchObject([{ id: letter!.id }])
  })

  test('a repetition of an incident that the index does not have is set aside once', async () => {
    await count(1, { id: id('gone'), us: start, count: 2 })
    await forwarder().drain()
    await count(2, { id: id('gone'), us: start, count: 3 })
    await forwarder().drain()
    expect(await store.deadLetters.listDead(10)).toMatchObject([{ id: `counted-${id('gone')}` }])
  })

  test('it forwards what is committed while it runs, and ends', async () => {
    const running = forwarder({ pollMs: 60_000 })
    running.start()
    await raise(1, { id: id('a') })
    running.wake()
    await expect.poll(() => store.spool.size()).toBe(0)
    await running.stop()
    expect(running.status()).toMatchObject({ forwarded: 1, setAside: 0, trouble: null })
    await raise(2, { id: id('b') })
    running.wake()
    expect(await store.spool.size()).toBe(1)
  })

  test('an index that somebody deleted comes back from the template, and needs no setting up', async () => {
    const names = { ...opened.names, incidents: `${opened.names.incidents}-deleted` }
    await raise(1, { id: id('a') })
    await indexIncidents(await store.spool.read(10), { ...opened, names })
    expect(await ensureSetup(opened.elastic, names)).toEqual([])
    await opened.elastic.client.indices.delete({ index: names.incidents })
  })

  test('evidence of any shape is taken', async () => {
    let deep: Record<string, unknown> = { end: 1 }
    for (let level = 0; level < 400; level++) deep = { ['k'.repeat(level)]: deep, list: [[deep['end'] ?? 2]] }
    const hostile = {
      ...{ '': 1, ' ': 2, '.': 3, '.x': 4, 'a..b': 5, 'a\0b': 'c\0d', '\ud800': '\udfff' },
      ...{ [`long ${'n'.repeat(50_000)}`]: 'v'.repeat(50_000), deep },
    }
    await raise(1, { id: id('a'), events: [hostile as never] })
    await forwarder().drain()
    expect(await store.deadLetters.listDead(10)).toEqual([])
    expect(await alertsOf(id('a'))).toHaveLength(1)
    expect(await stateOf(id('a'))).toMatchObject({ id: id('a') })
  })
})

function withDocument(one: string, over: Record<string, unknown>) {
  const sample = incident({ id: one })
  return { ...sample, document: { ...sample.document, ...over } } as typeof sample
}
