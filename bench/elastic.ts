// Documents into Elasticsearch: by our bulk writer and by the client's own helper, in turns; and incidents through the spool.

import type { Incident } from '../src/incident/incident.ts'
import { type BulkOperation, writeBulk } from '../src/store/elastic/bulk-writer.ts'
import { connectElastic, type Elastic } from '../src/store/elastic/connect.ts'
import { Forwarder } from '../src/store/elastic/forwarder.ts'
import { elasticNames } from '../src/store/elastic/names.ts'
import { setupElastic } from '../src/store/elastic/setup.ts'
import { openSqliteStore } from '../src/store/sqlite/open-sqlite-store.ts'
import { serverToMeasure } from './elastic-server.ts'
import { median, type Row } from './table.ts'

const turns = 5
const events = 40_000
const incidents = 5000
const namespace = 'bench'
const names = elasticNames(namespace)

const patience = {
  signal: new AbortController().signal,
  random: Math.random,
  onTrouble: (error: unknown) => console.error((error as Error).message),
  onWorks: () => {},
}

export async function elasticBench(): Promise<readonly Row[]> {
  const server = await serverToMeasure()
  const elastic = await connectElastic({ url: server.url, namespace })
  try {
    await setupElastic(elastic, names)
    return [...(await compare(elastic)), await throughSpool(elastic)]
  } finally {
    await elastic.client.indices.delete({ index: names.incidents }, { ignore: [404] })
    await elastic.close()
    await server.stop()
  }
}

type Write = (elastic: Elastic, index: string, documents: readonly object[]) => Promise<void>

/** In turns, each into a new index of the same mapping, so that neither has the quieter minute. The first turn warms up. */
async function compare(elastic: Elastic): Promise<readonly Row[]> {
  const documents = Array.from({ length: events }, (_, n) => eventDocument(n))
  const ways: Readonly<Record<string, Write>> = { "client's bulk helper": byHelper, 'our bulk writer': byWriter }
  const rates = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as number[]]))
  for (let turn = 0; turn <= turns; turn++) {
    for (const [name, write] of Object.entries(ways)) {
      const index = `${names.incidents}-${turn}-${name.replaceAll(/\W/g, '')}`
      await elastic.client.indices.create({ index })
      const startedAt = performance.now()
      await write(elastic, index, documents)
      const rate = (events / (performance.now() - startedAt)) * 1000
      await check(elastic, index)
      if (turn > 0) rates[name]!.push(rate)
    }
  }
  const [helper, writer] = Object.values(rates).map(median) as [number, number]
  const bytes = Buffer.byteLength(JSON.stringify(documents[0]))
  return [
    { way: "client's bulk helper", bytes, 'documents/s': helper, 'of helper': '100 %' },
    { way: 'our bulk writer', bytes, 'documents/s': writer, 'of helper': `${Math.round((writer / helper) * 100)} %` },
  ]
}

const byHelper: Write = async ({ client }, index, documents) => {
  const { failed } = await client.helpers.bulk({
    datasource: [...documents],
    onDocument: (document) => ({ create: { _index: index, _id: idOf(document) } }),
  })
  if (failed > 0) throw new Error(`${failed} documents failed.`)
}

const byWriter: Write = async (elastic, index, documents) => {
  const operations = documents.map(
    (document): BulkOperation => ({ action: 'create', index, id: idOf(document), document: JSON.stringify(document) }),
  )
  const outcomes = await writeBulk(elastic, operations, patience)
  if (outcomes.some(({ kind }) => kind !== 'written')) throw new Error('Not all documents were written.')
}

async function check({ client }: Elastic, index: string): Promise<void> {
  await client.indices.refresh({ index })
  const { count } = await client.count({ index })
  if (count !== events) throw new Error(`${count} of ${events} documents arrived.`)
  await client.indices.delete({ index })
}

/** Each becomes two documents: its state in the index, and the alert in the stream. */
async function throughSpool(elastic: Elastic): Promise<Row> {
  const store = openSqliteStore(':memory:', { spooling: true })
  const changes = Array.from({ length: incidents }, (_, n) => ({ kind: 'raised' as const, incident: sample(n) }))
  await store.commit([{ source: 'bench', n: 1, resume: null, journal: null, changes, outbox: [] }], Date.now())
  const { spool, deadLetters } = store
  const forwarder = new Forwarder({ ...patience, elastic, names, namespace, spool, deadLetters, now: Date.now })
  const startedAt = performance.now()
  await forwarder.drain()
  const seconds = (performance.now() - startedAt) / 1000
  await store.close()
  const bytes = Buffer.byteLength(JSON.stringify(changes[0]!.incident.document))
  return { way: 'incidents, spool to index and stream', bytes, 'incidents/s': incidents / seconds }
}

const idOf = (document: object): string => (document as { readonly event: { readonly id: string } }).event.id

const eventDocument = (n: number): object => ({
  '@timestamp': new Date(Date.UTC(2026, 0, 1) + n * 10).toISOString(),
  event: { id: `${runId}-${n}`, category: ['network', 'message'], dataset: 'sensor', sequence: n },
  source: { ip: `203.0.113.${n % 250}`, port: 40_000 + (n % 20_000) },
  destination: { ip: '192.0.2.1', port: 8080 },
  websocket: {
    connection: { id: `1:${(n % 997).toString(36)}` },
    direction: 'client',
    message: { type: 'text', bytes: 40, fragments: 1 },
    payload: { text: `{"room":"lobby","text":"message number ${n}"}` },
  },
})

/** Ids of their own for every run: the stream of a server that is kept holds those of the run before. */
const runId = Date.now().toString(36)

function sample(n: number): Incident {
  const event = eventDocument(n)
  const id = `${runId}-incident-${n}`
  return {
    ...{ id, ruleId: 'injection_in_message', level: 'high', us: Date.UTC(2026, 0, 1) * 1000 + n, nanos: 0 },
    ...{ message: 'SQL injection', address: `203.0.113.${n % 250}`, respond: [] },
    document: {
      '@timestamp': '2026-01-01T00:00:00.000Z',
      message: `SQL injection from 203.0.113.${n % 250}`,
      event: { id, kind: 'alert', category: ['intrusion_detection', 'incident'], severity: 73, risk_score: 73 },
      rule: { id: 'injection_in_message', name: 'Injection in a message', ruleset: 'injection' },
      tripline: {
        level: 'high',
        incident: { id, status: 'open', count: 1, events: [{ step: '1', count: 1, events: [event as never] }] },
      },
    },
  }
}
