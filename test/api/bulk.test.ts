// The bulk endpoint over real sockets: what shippers are answered, what is refused, and which request counts once.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { Client } from '@elastic/elasticsearch'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Api, createApi } from '../../src/api/api.ts'
import type { ApiOptions, ApiSettings, Readiness, Shipped } from '../../src/api/options.ts'
import { OperationalError } from '../../src/errors.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'

let store: Store
let api: Api
let url: string
let assets: string
let ship: ApiOptions['ship']
let shipped: { readonly texts: readonly string[]; readonly key: string }[]
let errors: unknown[]
let readiness: Readiness

async function open(settings: Partial<ApiSettings> = {}): Promise<void> {
  api = createApi({
    settings: { host: '127.0.0.1', port: 0, token: null, ...settings },
    ...{ store, assets },
    ingest: async () => ({ accepted: 0, unreadable: 0, duplicate: false }),
    ship: (documents, key) => ship(documents, key),
    stats: () => ({}),
    readiness: async () => readiness,
    metrics: async () => ({ contentType: 'text/plain', text: '' }),
    rules: () => [],
    onError: (error) => errors.push(error),
  })
  url = (await api.listen()).url
}

beforeEach(() => {
  assets = mkdtempSync(join(tmpdir(), 'tripline-page-'))
  store = openSqliteStore(':memory:')
  shipped = []
  errors = []
  readiness = { ready: true, checks: {} }
  ship = async (documents, key) => {
    shipped.push({ texts: documents.map(({ text }) => text), key })
    return { problems: documents.map(() => null), duplicate: false }
  }
})
afterEach(async () => {
  await api.close()
  await store.close()
  rmSync(assets, { recursive: true })
})

const ndjson = { 'content-type': 'application/x-ndjson' }
const create = '{"create":{"_index":"logs"}}'

const post = (body: string | Uint8Array, path = '/es/_bulk', headers: Readonly<Record<string, string>> = {}) =>
  fetch(new URL(path, url), { method: 'POST', headers: { ...ndjson, ...headers }, body: Buffer.from(body) })

/** What is expected of an answer is said where it is looked at. */
// biome-ignore lint/suspicious/noExplicitAny: see above
const answerOf = async (response: Response): Promise<any> => response.json()

describe('documents', () => {
  beforeEach(() => open())

  test('are taken in their order, and each is answered', async () => {
    const response = await post(`${create}\n{"a":1}\n{"index":{"_id":"x"}}\n{"a":2}\n`)
    expect(response.status).toBe(200)
    expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch')
    expect(await answerOf(response)).toMatchObject({
      errors: false,
      items: [
        { create: { _index: 'logs', status: 201, result: 'created' } },
        { index: { _index: '', _id: 'x', status: 201 } },
      ],
    })
    expect(shipped[0]!.texts).toEqual(['{"a":1}', '{"a":2}'])
  })

  test('the answer has its errors directly before its items', async () => {
    expect(await (await post(`${create}\n{}\n`)).text()).toContain('"errors":false,"items":[{"create":{')
  })

  test.each([
    ['/es/_bulk', ''],
    ['/es/logs-nginx/_bulk', 'logs-nginx'],
    ['/es/_bulk?pipeline=p&refresh=true&require_data_stream=true&filter_path=errors,items.*.status', ''],
  ])('%s takes them', async (path, index) => {
    const answer = await answerOf(await post('{"index":{}}\n{}\n', path))
    expect(answer.items[0].index).toMatchObject({ _index: index, status: 201 })
  })

  test('PUT takes them too', async () => {
    const response = await fetch(new URL('/es/_bulk', url), { method: 'PUT', headers: ndjson, body: `${create}\n{}\n` })
    expect(response.status).toBe(200)
  })

  test('what could not be read is kept aside, and its shipper need not send it again', async () => {
    ship = async () => ({
      problems: [null, { reason: 'no connector knows this line', isBroken: false }],
      duplicate: false,
    })
    const answer = await answerOf(await post(`${create}\n{}\n${create}\n{}\n`))
    expect(answer.errors).toBe(false)
    expect(answer.items[0].create).not.toHaveProperty('failure_store')
    expect(answer.items[1].create).toMatchObject({ status: 201, failure_store: 'used' })
  })

  test('what is no document is the fault of its shipper, and of nobody else', async () => {
    ship = async () => ({ problems: [{ reason: 'not a JSON object', isBroken: true }, null], duplicate: false })
    const answer = await answerOf(await post(`${create}\n{\n${create}\n{}\n`))
    expect(answer.errors).toBe(true)
    expect(answer.items).toMatchObject([
      { create: { status: 400, error: { type: 'mapper_parsing_exception', reason: 'not a JSON object' } } },
      { create: { status: 201 } },
    ])
  })

  test('changes of documents are refused one by one: none is kept', async () => {
    const body = '{"delete":{"_id":"1"}}\n{"update":{"_id":"2"}}\n{"doc":{}}\n{"create":{"_id":"3"}}\n{"a":1}\n'
    const { items } = await answerOf(await post(body))
    expect(items).toMatchObject([
      { delete: { _id: '1', status: 400 } },
      { update: { _id: '2', status: 400 } },
      { create: { _id: '3', status: 201 } },
    ])
    expect(shipped[0]!.texts).toEqual(['{"a":1}'])
  })

  test('blank lines and a missing last newline are forgiven', async () => {
    await post(`\n${create}\r\n\n{"a":1}\r\n\n${create}\n{"a":2}`)
    expect(shipped[0]!.texts).toEqual(['{"a":1}', '{"a":2}'])
  })

  test.each([
    ['an unknown action', '{"upsert":{}}\n{}\n'],
    ['two actions in one', '{"index":{},"create":{}}\n{}\n'],
    ['an action that is no JSON', 'index\n{}\n'],
    ['an action that is a list', '[]\n{}\n'],
    ['an action without a document', `${create}\n`],
  ])('%s makes the whole request senseless', async (_name, body) => {
    const response = await post(body)
    expect(response.status).toBe(400)
    expect(await answerOf(response)).toMatchObject({ status: 400, error: { type: 'illegal_argument_exception' } })
    expect(shipped).toEqual([])
  })

  test('an empty request is answered with nothing', async () => {
    expect(await answerOf(await post(''))).toMatchObject({ errors: false, items: [] })
  })

  test('more documents than may be held are refused', async () => {
    const response = await post('{"index":{}}\n{}\n'.repeat(100_001))
    expect(response.status).toBe(400)
    expect(shipped).toEqual([])
  })
})

describe('compressed', () => {
  const body = Buffer.from(`${create}\n{"a":1}\n`)

  test.each([
    ['gzip', gzipSync(body)],
    ['GZIP', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['zstd', zstdCompressSync(body)],
    ['identity', body],
  ])('%s is undone', async (encoding, bytes) => {
    await open()
    expect((await post(bytes, '/es/_bulk', { 'content-encoding': encoding })).status).toBe(200)
    expect(shipped[0]!.texts).toEqual(['{"a":1}'])
  })

  test('what is damaged is refused', async () => {
    await open()
    const response = await post(Buffer.from('no gzip'), '/es/_bulk', { 'content-encoding': 'gzip' })
    expect(response.status).toBe(400)
  })

  test('what would be more than a body may have is refused, without being undone', async () => {
    await open({ bulkLimit: 1000 })
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    expect((await post(bomb.subarray(0, 999), '/es/_bulk', { 'content-encoding': 'gzip' })).status).toBe(413)
    expect((await post('x'.repeat(1001))).status).toBe(413)
  })

  test('a way of compressing that is not known is refused', async () => {
    await open()
    expect((await post(body, '/es/_bulk', { 'content-encoding': 'br' })).status).toBe(415)
  })
})

describe('a request that cannot be taken now', () => {
  beforeEach(() => open())

  test.each([
    [new OperationalError('BUSY'), 429, 'es_rejected_execution_exception'],
    [new OperationalError('UNAVAILABLE'), 503, 'cluster_block_exception'],
    [new Error('secret inner detail'), 503, 'cluster_block_exception'],
  ])('%s is to come again', async (error, status, type) => {
    ship = () => Promise.reject(error)
    const response = await post(`${create}\n{}\n`)
    expect(response.status).toBe(status)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ status, error: { type, root_cause: [{ type }] } })
    expect(text).not.toContain('inner detail')
  })

  test('beside as much as may be held is to come again, before its body is read', async () => {
    const head = `POST /es/_bulk HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\n`
    const slow = Array.from({ length: 4 }, () => connect(Number(new URL(url).port), '127.0.0.1'))
    for (const socket of slow) socket.write(`${head}content-length: ${32 << 20}\r\n\r\n{`)
    const patient = { timeout: 50_000 }
    await expect.poll(async () => (await post(`${create}\n{}\n`)).status, patient).toBe(429)
    for (const socket of slow) socket.destroy()
    await expect.poll(async () => (await post(`${create}\n{}\n`)).status, patient).toBe(200)
  })
})

describe('a body that is far larger than it came', () => {
  const bomb = gzipSync(`${' '.repeat(24 << 20)}${create}\n{}\n`)
  const send = () => post(bomb, '/es/_bulk', { 'content-encoding': 'gzip' })
  beforeEach(() => open())

  test('is to come again beside as much as may be held, though little came of it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const taking = ship
    ship = async (documents, key) => {
      await promise
      return taking(documents, key)
    }
    const answers: number[] = []
    const all = Array.from({ length: 8 }, () => send().then(({ status }) => void answers.push(status)))
    // Those that are taken wait; the others are answered at once.
    await expect.poll(() => answers).toContain(429)
    resolve()
    await Promise.all(all)
    expect(answers).toContain(200)
    expect((await send()).status).toBe(200)
  })
})

describe('the same body again', () => {
  const body = `${create}\n{"message":"login failed"}\n`
  beforeEach(() => open())

  test('is another request where the first was answered: its shipper says the same anew', async () => {
    await post(body)
    await post(body)
    expect(new Set(shipped.map(({ key }) => key)).size).toBe(2)
  })

  test('is the same request where the first was refused', async () => {
    const taking = ship
    ship = () => Promise.reject(new OperationalError('UNAVAILABLE'))
    await post(body)
    const keys: string[] = []
    ship = (documents, key) => {
      keys.push(key)
      return taking(documents, key)
    }
    await post(body)
    await post(body)
    expect(keys[0]).not.toMatch(/-1$/)
    expect(keys[1]).toBe(`${keys[0]}-1`)
  })

  test('is the same request where the sender had not waited for the answer', async () => {
    const { promise, resolve } = Promise.withResolvers<Shipped>()
    const keys: string[] = []
    ship = (_documents, key) => {
      keys.push(key)
      return promise
    }
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const head = `POST /es/_bulk HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\n`
    socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`)
    while (keys.length === 0) await sleep(5)
    socket.destroy()
    await once(socket, 'close')
    await sleep(50)
    const again = post(body)
    while (keys.length === 1) await sleep(5)
    resolve({ problems: [null], duplicate: false })
    expect((await again).status).toBe(200)
    expect(keys[1]).toBe(keys[0])
  })

  test('is the same request where the sender was gone before its body was decompressed', async () => {
    const large = gzipSync(`${' '.repeat(24 << 20)}${body}`)
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const head = `POST /es/_bulk HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\n`
    socket.write(`${head}content-encoding: gzip\r\ncontent-length: ${large.length}\r\n\r\n`)
    socket.write(large, () => socket.destroy())
    await expect.poll(() => shipped.length).toBe(1)
    expect((await post(large, '/es/_bulk', { 'content-encoding': 'gzip' })).status).toBe(200)
    expect(shipped[1]!.key).toBe(shipped[0]!.key)
  })

  test('to another index is another request', async () => {
    await post('{"index":{}}\n{}\n', '/es/a/_bulk')
    await post('{"index":{}}\n{}\n', '/es/b/_bulk')
    expect(shipped[0]!.key).not.toBe(shipped[1]!.key)
  })
})

describe('a token', () => {
  const token = 'a token of twenty letters'
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  beforeEach(() => open({ token }))

  test.each([
    ['Bearer', `Bearer ${token}`, 200],
    ['a password', `Basic ${base64(`elastic:${token}`)}`, 200],
    ['an API key', `ApiKey ${base64(`id:${token}`)}`, 200],
    ['another scheme', `Digest ${base64(`id:${token}`)}`, 401],
    ['a wrong password', `Basic ${base64('elastic:changeme')}`, 401],
    ['a user name', `Basic ${base64(`${token}:x`)}`, 401],
    ['nothing', '', 401],
  ])('as %s', async (_name, authorization, status) => {
    const response = await post(`${create}\n{}\n`, '/es/_bulk', authorization === '' ? {} : { authorization })
    expect(response.status).toBe(status)
    expect(shipped).toHaveLength(status === 200 ? 1 : 0)
  })

  test('as a password is for shippers alone', async () => {
    const authorization = `Basic ${base64(`elastic:${token}`)}`
    expect((await fetch(new URL('/api/stats', url), { headers: { authorization } })).status).toBe(401)
  })

  test('is asked of every path, known or not', async () => {
    for (const path of ['/es/', '/es/_license', '/es/nothing/there'])
      expect((await fetch(new URL(path, url))).status, path).toBe(401)
  })
})

describe('before they send', () => {
  beforeEach(() => open())

  /** What each asks at its start, as its source has it. */
  // biome-ignore format: table
  const starts: Readonly<Record<string, readonly (readonly [method: string, path: string])[]>> = {
    Filebeat:   [['GET', ''], ['GET', '_license'], ['GET', '_ilm/policy/filebeat'], ['PUT', '_ilm/policy/filebeat'],
                 ['HEAD', '_index_template/filebeat-9.5.0'], ['PUT', '_index_template/filebeat-9.5.0'],
                 ['GET', '_data_stream/filebeat-9.5.0'], ['PUT', '_data_stream/filebeat-9.5.0'],
                 ['GET', '_ingest/pipeline/filebeat-9.5.0-nginx-access-pipeline']],
    Logstash:   [['HEAD', ''], ['GET', ''], ['GET', '_license'], ['HEAD', '_index_template/ecs-logstash'],
                 ['PUT', '_index_template/ecs-logstash'], ['HEAD', 'logstash'], ['GET', '_ilm/policy/logstash-policy'],
                 ['PUT', '_ilm/policy/logstash-policy'], ['GET', '_xpack']],
    Vector:     [['GET', ''], ['GET', '_cluster/health']],
    fluentd:    [['GET', ''], ['HEAD', '_template/logstash'], ['PUT', '_template/logstash']],
    rsyslog:    [['GET', '_cat/health']],
  }

  test.each(Object.entries(starts))('%s is answered what it asks', async (_name, asked) => {
    for (const [method, path] of asked) {
      const body = method === 'PUT' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}
      const response = await fetch(new URL(`/es/${path}`, url), { method, ...body })
      expect(`${method} ${path} ${response.status}`).toBe(`${method} ${path} 200`)
      expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch')
    }
  })

  test('the address may be written with and without a slash at its end', async () => {
    for (const path of ['/es', '/es/'])
      expect((await answerOf(await fetch(new URL(path, url)))).version.number).toMatch(/^8\./)
  })

  test('the licence that Logstash looks for is active', async () => {
    expect(await answerOf(await fetch(new URL('/es/_license', url)))).toMatchObject({ license: { status: 'active' } })
  })

  test('health is that of the program', async () => {
    const health = async () => (await answerOf(await fetch(new URL('/es/_cluster/health', url)))).status
    expect(await health()).toBe('green')
    readiness = { ready: false, checks: {} }
    expect(await health()).toBe('red')
  })

  test('what is not there is said not to be there', async () => {
    const response = await fetch(new URL('/es/logs/_search', url))
    expect(response.status).toBe(404)
    expect(await answerOf(response)).toMatchObject({ error: { type: 'resource_not_found_exception' } })
  })

  test('the console is where it was', async () => {
    expect((await fetch(new URL('/healthz', url))).headers.has('x-elastic-product')).toBe(false)
  })
})

test('a client of Elastic sends all of its documents', async () => {
  await open()
  const client = new Client({ node: `${url}/es`, compression: true })
  try {
    const datasource = Array.from({ length: 5000 }, (_, n) => ({ n }))
    const stats = await client.helpers.bulk({
      datasource,
      flushBytes: 20_000,
      onDocument: () => ({ create: { _index: 'logs' } }),
    })
    expect(stats).toMatchObject({ total: 5000, successful: 5000, failed: 0 })
    const sent = shipped.flatMap(({ texts }) => texts.map((text) => JSON.parse(text).n as number))
    expect(sent.sort((a, b) => a - b)).toEqual(datasource.map(({ n }) => n))
  } finally {
    await client.close()
  }
})

test('whatever bytes come, they are answered, and nothing fails in here', async () => {
  await open()
  const line = fc.oneof(
    fc.constantFrom(create, '{"index":{}}', '{"delete":{"_id":1}}', '{}', ''),
    fc.json(),
    fc.string(),
  )
  const body = fc.oneof(
    fc.array(line).map((lines) => Buffer.from(lines.join('\n'))),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  )
  await fc.assert(
    fc.asyncProperty(
      body,
      fc.constantFrom('identity', 'gzip', 'zstd'),
      fc.boolean(),
      async (bytes, encoding, isPacked) => {
        const packed = isPacked && encoding === 'gzip' ? gzipSync(bytes) : bytes
        const response = await post(packed, '/es/_bulk', { 'content-encoding': encoding })
        expect([200, 400]).toContain(response.status)
        await response.arrayBuffer()
      },
    ),
    { numRuns: 200 },
  )
  expect(errors).toEqual([])
})
