// The privileges that docs/elasticsearch.md lists are enough for a run and a worker, and what is lacking is told.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startElastic } from '../../../scripts/test/servers/elastic.ts'
import { findElastic } from '../../../scripts/test/servers/find.ts'
import type { Server } from '../../../scripts/test/servers/server.ts'
import { connectElastic, type Elastic } from '../../../src/store/elastic/connect.ts'
import { elasticIncidents } from '../../../src/store/elastic/incident-store.ts'
import { type IndexOptions, indexIncidents } from '../../../src/store/elastic/index-incidents.ts'
import { type ElasticNames, elasticNames } from '../../../src/store/elastic/names.ts'
import { expireIncidents } from '../../../src/store/elastic/retention.ts'
import { ensureSetup, setupElastic } from '../../../src/store/elastic/setup.ts'
import { eventWriter } from '../../../src/store/elastic/write-events.ts'
import { freshPrefix } from '../../servers.ts'
import { incident, messageEvent, start } from '../../store/incidents.ts'
import { root } from '../process.ts'

const found = findElastic()
const password = 'a password of the tests'

/** The first role in the docs. */
function roleOfDocs(): object {
  const [, block] = /```json\n(.+?)```/s.exec(readFileSync(join(root, 'docs/elasticsearch.md'), 'utf8'))!
  return (JSON.parse(block!) as { tripline: object }).tripline
}

if (found.kind !== 'installed') {
  console.log('!!! No Elasticsearch is installed on this machine: the privileges of the docs are not tried.')
}

describe.skipIf(found.kind !== 'installed')('an account with the privileges of the docs', () => {
  let server: Server
  let owner: Elastic
  let writer: Elastic
  let options: IndexOptions
  let names: ElasticNames
  const connect = (username: string, over = password) =>
    connectElastic({ url: server.url, namespace: 'default', username, password: over })

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tripline-server-'))
    const account = { name: 'tripline', password, role: roleOfDocs() }
    const { home } = found as { readonly home: string }
    server = await startElastic({ home, folder, password, account, temporary: true, isBrief: true })
    owner = await connect('elastic')
    writer = await connect('tripline')
    // Its tools start a JVM each before the server does.
  }, 480_000)
  beforeEach(() => {
    const namespace = freshPrefix()
    names = elasticNames(namespace)
    options = {
      ...{ elastic: writer, names, namespace, now: Date.now, random: () => 0, firstPauseMs: 10 },
      signal: new AbortController().signal,
      onTrouble: (error) => expect.unreachable(error.message),
      onWorks: () => {},
    }
  })
  afterAll(async () => {
    await writer?.close()
    await owner?.close()
    await server?.remove()
  })

  test('it may not set up the server, and is told what to run', async () => {
    await expect(ensureSetup(writer, names)).rejects.toMatchObject({ code: 'ELASTIC_SETUP' })
    await expect(setupElastic(writer, names)).rejects.toMatchObject({ code: 'ELASTIC_PRIVILEGE' })
  })

  test('who does not know the password is told that', async () => {
    const stranger = await connect('tripline', 'guessed')
    await expect(ensureSetup(stranger, names)).rejects.toMatchObject({ code: 'ELASTIC_CREDENTIALS' })
    await stranger.close()
  })

  test('once it is set up, everything that a run and a worker do is allowed', async () => {
    await setupElastic(owner, names)
    expect(await ensureSetup(writer, names)).toEqual([])
    const entries = [
      { id: '1', atMs: 0, change: { kind: 'raised', incident: incident({ id: 'a' }) } },
      { id: '2', atMs: 0, change: { kind: 'counted', id: 'a', us: start + 1, count: 2 } },
    ] as const
    expect(await indexIncidents(entries, options)).toEqual([])
    expect(await indexIncidents(entries, options)).toEqual([])
    await eventWriter({ ...options, onRefused: expect.unreachable }).write([messageEvent(start, 'x', null)])
    const incidents = elasticIncidents(writer, names)
    expect(await incidents.update('a', { status: 'closed' }, 0)).toMatchObject({ status: 'closed', count: 2 })
    expect(await incidents.search({})).toMatchObject({ total: 1 })
    expect(await incidents.facets()).toMatchObject({ statuses: { closed: 1 } })
    expect(await writer.ask((client) => client.indices.exists({ index: names.incidents }))).toBe(true)
    expect(await expireIncidents(writer, names, 1)).toBe(1)
  })
})
