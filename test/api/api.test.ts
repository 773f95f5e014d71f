// The API over real sockets: what it answers, what it refuses, and that refusals are told plainly.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Api, createApi } from '../../src/api/api.ts'
import type { ApiOptions, ApiSettings, Readiness } from '../../src/api/options.ts'
import { OperationalError } from '../../src/errors.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { commit, outboxEntry, raising, start } from '../store/incidents.ts'

const nowMs = Date.parse('2026-03-02T00:00:00Z')
let store: Store
let api: Api
let url: string
let assets: string
let ingest: ApiOptions['ingest']
let ingested: { readonly text: string; readonly key: string | null }[]
let errors: unknown[]
let retried: number
let readiness: Readiness

async function open(settings: Partial<ApiSettings> = {}): Promise<void> {
  api = createApi({
    settings: { host: '127.0.0.1', port: 0, token: null, ...settings },
    store,
    ingest: (body, key) => ingest(body, key),
    ship: async () => ({ problems: [], duplicate: false }),
    stats: () => ({ events: 7 }),
    readiness: async () => readiness,
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text: 'up 1\n' }),
    rules: () => [],
    now: () => nowMs,
    onRetry: () => retried++,
    onError: (error) => errors.push(error),
    assets,
  })
  url = (await api.listen()).url
}

beforeEach(() => {
  assets = mkdtempSync(join(tmpdir(), 'tripline-page-'))
  writeFileSync(join(assets, 'index.html'), '<!doctype html><p>console')
  writeFileSync(join(assets, 'main.js'), 'export {}')
  writeFileSync(join(assets, 'notes.txt'), 'not for sending')
  store = openSqliteStore(':memory:')
  ingested = []
  errors = []
  retried = 0
  readiness = { ready: true, checks: { store: { status: 'ok' } } }
  ingest = async (body, key) => {
    ingested.push({ text: Buffer.from(body).toString(), key })
    return { accepted: 1, unreadable: 0, duplicate: false }
  }
})
afterEach(async () => {
  await api.close()
  await store.close()
  rmSync(assets, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects is said where it looks.
  readonly body: any
}

interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Unlike fetch it sends any Host and Origin. A body that is no text goes as JSON. */
function ask(method: string, path: string, { headers = {}, body }: Asked = {}): Promise<Answer> {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const type = body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(new URL(path, url), { method, headers: { ...type, ...headers } }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      const isJson = response.headers['content-type']?.startsWith('application/json')
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, text, body: isJson ? JSON.parse(text) : null })
    })
    outgoing.on('error', reject)
    outgoing.end(sent)
  })
}

const get = (path: string, headers: Readonly<Record<string, string>> = {}) => ask('GET', path, { headers })

const ndjson = { 'content-type': 'application/x-ndjson' }

/** A request line as it is written, which no client of ours would send. */
async function askRaw(line: string, ...rest: readonly string[]): Promise<{ readonly status: number }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const lines = [line, 'host: localhost', 'connection: close', ...(rest.length > 0 ? rest : ['', ''])]
  socket.end(lines.join('\r\n'))
  let text = ''
  for await (const chunk of socket) text += chunk
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]) }
}

describe('events', () => {
  beforeEach(() => open())

  test('NDJSON goes on as it came, with its key, and is acknowledged', async () => {
    const answer = await ask('POST', '/api/events', {
      headers: { ...ndjson, 'idempotency-key': 'batch-7' },
      body: '{"a":1}\n{"a":2}\n',
    })
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1, unreadable: 0, duplicate: false } })
    expect(ingested).toEqual([{ text: '{"a":1}\n{"a":2}\n', key: 'batch-7' }])
  })

  test.each([
    ['an array', '[{"a":1},\n{"a":2}]', '{"a":1}\n{"a":2}\n'],
    ['an object over several lines', '{\n"a": 1\n}', '{"a":1}\n'],
    ['an empty array', '[]', ''],
  ])('JSON, %s, goes on as lines', async (_, body, lines) => {
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    expect(await ask('POST', '/api/events', { headers, body })).toMatchObject({ status: 200 })
    expect(ingested).toEqual([{ text: lines, key: null }])
  })

  test('a quoted key is the same as the bare one', async () => {
    await ask('POST', '/api/events', { headers: { ...ndjson, 'idempotency-key': '"batch-7"' }, body: '{}' })
    expect(ingested[0]!.key).toBe('batch-7')
  })

  test.each([
    [{ 'content-type': 'text/plain' }, '{}', 415, 'BODY_TYPE'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, '{}', 415, 'BODY_TYPE'],
    [{}, '{}', 415, 'BODY_TYPE'],
    [{ 'content-type': 'application/json' }, '{', 400, 'REQUEST_INVALID'],
    [{ 'content-type': 'application/json' }, '{"a":1}\n{"a":2}', 400, 'REQUEST_INVALID'],
    [{ ...ndjson, 'idempotency-key': 'x'.repeat(300) }, '{}', 400, 'REQUEST_INVALID'],
    [{ ...ndjson, 'idempotency-key': '""' }, '{}', 400, 'REQUEST_INVALID'],
  ])('%j %s is refused with %i', async (headers, body, status, code) => {
    expect(await ask('POST', '/api/events', { headers, body })).toMatchObject({ status, body: { error: { code } } })
    expect(ingested).toEqual([])
  })

  test('compressed, they are refused instead of counted as unreadable', async () => {
    const headers = { ...ndjson, 'content-encoding': 'gzip' }
    expect(await ask('POST', '/api/events', { headers, body: 'x' })).toMatchObject({
      status: 415,
      body: { error: { code: 'BODY_TYPE' } },
    })
    expect(ingested).toEqual([])
  })

  test.each([
    ['lists', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('%s nested beyond all measure are the fault of who sent them', async (_what, body) => {
    const headers = { 'content-type': 'application/json' }
    expect(await ask('POST', '/api/events', { headers, body })).toMatchObject({ status: 400 })
    expect(errors).toEqual([])
  })

  test('what is not durable is not acknowledged: come again', async () => {
    ingest = () => Promise.reject(new Error('secret inner detail'))
    const answer = await ask('POST', '/api/events', { headers: ndjson, body: '{}' })
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'UNAVAILABLE' } } })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(answer.text).not.toContain('inner detail')
    expect(errors).toMatchObject([{ code: 'UNAVAILABLE', cause: { message: 'secret inner detail' } }])
  })

  test('what the sender did wrong is told as it is', async () => {
    ingest = () => Promise.reject(new OperationalError('REQUEST_INVALID', { details: 'No event has a time.' }))
    const answer = await ask('POST', '/api/events', { headers: ndjson, body: '{}' })
    expect(answer).toMatchObject({ status: 400, body: { error: { message: 'No event has a time.' } } })
  })
})

test('a body over the limit is refused with the limit', async () => {
  await open({ bodyLimit: 100 })
  const answer = await ask('POST', '/api/events', { headers: ndjson, body: 'x'.repeat(101) })
  expect(answer).toMatchObject({ status: 413, body: { error: { code: 'BODY_TOO_LARGE' } } })
  expect(answer.body.error.message).toContain('100 bytes')
  expect(await ask('POST', '/api/events', { headers: ndjson, body: 'x'.repeat(100) })).toMatchObject({ status: 200 })
})

describe('incidents', () => {
  beforeEach(async () => {
    await open()
    await store.commit(
      [
        raising(
          1,
          { id: 'a', level: 'low', us: start },
          { id: 'b', level: 'critical', us: start + 1_000_000, ruleId: 'foreign_origin', address: '198.51.100.7' },
          { id: 'c', level: 'high', us: start + 2_000_000, payload: 'needle' },
        ),
      ],
      nowMs,
    )
  })

  const ids = async (query: string) => {
    const { body } = await get(`/api/incidents${query}`)
    return body.incidents.map(({ id }: { id: string }) => id)
  }

  test.each([
    ['', ['c', 'b', 'a']],
    ['?text=needle', ['c']],
    ['?text=', ['c', 'b', 'a']],
    ['?rule=foreign_origin', ['b']],
    ['?level=high', ['c', 'b']],
    ['?status=closed', []],
    ['?address=198.51.100.7', ['b']],
    ['?from=2026-03-01T08:00:01Z&to=2026-03-01T08:00:01Z', ['b']],
    ['?limit=1', ['c']],
  ])('%s gives %j', async (query, expected) => {
    expect(await ids(query)).toEqual(expected)
  })

  test('a page leads to the next', async () => {
    const { body } = await get('/api/incidents?limit=2')
    expect(body).toMatchObject({ total: 3, next: expect.any(String) })
    expect(await ids(`?limit=2&cursor=${body.next}`)).toEqual(['a'])
  })

  test('a list comes without the matched events, one incident with them', async () => {
    const { body: page } = await get('/api/incidents?limit=1')
    expect(page.incidents[0].document.tripline.incident).not.toHaveProperty('events')
    const { body: one } = await get('/api/incidents/c')
    expect(one).toEqual(await store.get('c'))
    expect(one.document.tripline.incident.events).toHaveLength(1)
  })

  test.each([
    '?levle=high',
    '?level=dreadful',
    '?status=done',
    '?limit=201',
    '?limit=0',
    '?limit=x',
    '?from=yesterday',
    '?cursor=%00',
  ])('%s is refused, not ignored', async (query) => {
    const answer = await get(`/api/incidents${query}`)
    expect(answer.status).toBe(400)
    expect(['REQUEST_INVALID', 'USAGE']).toContain(answer.body.error.code)
  })

  test('status and note are changed together', async () => {
    const body = { status: 'closed', note: { author: 'ana', text: '<b>done</b>' } }
    const answer = await ask('PATCH', '/api/incidents/a', { body })
    expect(answer).toMatchObject({ status: 200, body: { id: 'a', status: 'closed' } })
    expect(answer.body.notes).toMatchObject([{ author: 'ana' }, { author: 'ana', text: '<b>done</b>' }])
    expect(await store.get('a')).toEqual(answer.body)
  })

  test.each([
    {},
    { status: 'done' },
    { status: 'closed', count: 3 },
    { note: {} },
    { note: { text: '' } },
    { note: { text: 'x'.repeat(10_001) } },
  ])('the change %j is refused', async (body) => {
    const answer = await ask('PATCH', '/api/incidents/a', { body })
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'REQUEST_INVALID' } } })
    expect(await store.get('a')).toMatchObject({ status: 'open', notes: [] })
  })

  test('what is not there is 404', async () => {
    const code = { status: 404, body: { error: { code: 'NOT_FOUND' } } }
    expect(await get('/api/incidents/nobody')).toMatchObject(code)
    expect(await ask('PATCH', '/api/incidents/nobody', { body: { status: 'closed' } })).toMatchObject(code)
    expect(await get('/api/nothing')).toMatchObject(code)
    expect(await get('/nothing')).toMatchObject(code)
  })

  test('facets are those of the store', async () => {
    expect((await get('/api/facets')).body).toEqual(await store.facets())
  })

  test('a fault of the store is told without its insides', async () => {
    await store.close()
    const answer = await get('/api/incidents')
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL' } } })
    expect(answer.text).not.toMatch(/sqlite|database|at /i)
    expect(errors).toHaveLength(1)
  })
})

describe('webhooks and state', () => {
  beforeEach(async () => {
    await open()
    await store.commit([commit(1, { outbox: [outboxEntry('o1'), outboxEntry('o2')] })], nowMs)
    await store.settle('o1', { outcome: 'failed', detail: '410' }, nowMs)
  })

  test('are listed by state, without their bodies', async () => {
    const { body } = await get('/api/webhooks?state=failed')
    expect(body.webhooks).toEqual([
      {
        id: 'o1',
        action: 'webhook',
        target: 'soc',
        incidentId: 'i1',
        attempts: 1,
        state: 'failed',
        lastDetail: '410',
        nextAt: '2026-03-02T00:00:00.000Z',
        createdAt: '2026-03-02T00:00:00.000Z',
      },
    ])
    expect((await get('/api/webhooks')).body.webhooks).toHaveLength(2)
  })

  test('a failed one can be sent again, and its sender is told', async () => {
    expect(await ask('POST', '/api/webhooks/o1/retry', { body: {} })).toMatchObject({
      status: 200,
      body: { retried: 1 },
    })
    expect(retried).toBe(1)
    expect(await store.list({ state: 'failed', limit: 9 })).toEqual([])
    expect(await ask('POST', '/api/webhooks/nobody/retry', { body: {} })).toMatchObject({ status: 404 })
  })

  test('rules, counters and what could not be read are told', async () => {
    const samples = [{ at: 3, excerpt: '<b>' }]
    const unreadable = { source: 'file', connector: 'nginx', reason: 'not JSON', count: 2, samples }
    await store.keepUnreadable([unreadable], nowMs)
    expect((await get('/api/unreadable')).body).toEqual({ unreadable: [unreadable] })
    expect((await get('/api/stats')).body).toEqual({ events: 7 })
    expect((await get('/api/rules')).body).toEqual({ rules: [] })
    expect(await get('/healthz')).toMatchObject({ status: 200 })
  })
})

describe('security', () => {
  test.each([
    ['localhost', 200],
    ['localhost:9999', 200],
    ['127.0.0.1:80', 200],
    ['127.8.8.8', 200],
    ['[::1]:80', 200],
    ['console.example.com', 200],
    ['CONSOLE.example.com:443', 200],
    ['evil.example.com', 421],
    ['localhost.evil.example.com', 421],
    ['127.0.0.1.evil.example.com', 421],
    ['192.0.2.7', 421],
  ])('Host %j is answered with %i', async (host, status) => {
    await open({ hosts: ['console.example.com'] })
    for (const path of ['/', '/api/incidents', '/healthz', '/nothing']) {
      const answer = await get(path, { host })
      expect(answer.status).toBe(path === '/nothing' && status === 200 ? 404 : status)
    }
  })

  test.each([
    ['http://localhost:80', 'localhost:80', 200],
    ['http://localhost:7070', 'localhost:7070', 200],
    ['https://localhost:7070', 'localhost:7070', 200],
    ['http://localhost:7071', 'localhost:7070', 403],
    ['http://127.0.0.1:7070', 'localhost:7070', 403],
    ['http://evil.example.com', 'localhost:7070', 403],
    ['null', 'localhost:7070', 403],
    ['chrome-extension://abc', 'localhost:7070', 403],
    ['http://localhost:7070/', 'localhost:7070', 403],
  ])('Origin %s at Host %s is answered with %i', async (origin, host, status) => {
    await open()
    const real = origin === 'http://localhost:80' ? 'http://localhost' : origin
    expect(await get('/api/incidents', { origin: real, host })).toMatchObject({ status })
    const change = ask('PATCH', '/api/incidents/a', { headers: { origin: real, host }, body: { status: 'closed' } })
    expect((await change).status).toBe(status === 200 ? 404 : status)
  })

  test.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/x-ndjson',
  ])('a change sent as %s is refused', async (type) => {
    await open()
    await store.commit([raising(1, { id: 'a' })], nowMs)
    const headers = { 'content-type': type }
    const answer = await ask('PATCH', '/api/incidents/a', { headers, body: '{"status":"closed"}' })
    expect(answer).toMatchObject({ status: 415, body: { error: { code: 'BODY_TYPE' } } })
    expect(await ask('POST', '/api/webhooks/o1/retry')).toMatchObject({ status: 415 })
    expect(await store.get('a')).toMatchObject({ status: 'open' })
  })

  test('with a token everything but the page and the health check asks for it', async () => {
    await open({ token: 'correct horse' })
    for (const path of ['/api/incidents', '/api/incidents/a', '/api/facets', '/api/rules', '/api/stats', '/api/none']) {
      for (const authorization of ['', 'Bearer', 'Bearer wrong', 'Bearer correct', 'Basic correct horse']) {
        const answer = await get(path, authorization === '' ? {} : { authorization })
        expect(answer).toMatchObject({ status: 401, body: { error: { code: 'TOKEN_REFUSED' } } })
        expect(answer.headers['www-authenticate']).toBe('Bearer')
      }
    }
    expect(await ask('POST', '/api/events', { headers: ndjson, body: '{}' })).toMatchObject({ status: 401 })
    expect(ingested).toEqual([])
    expect(await get('/api/facets', { authorization: 'Bearer correct horse' })).toMatchObject({ status: 200 })
    expect(await get('/')).toMatchObject({ status: 200 })
    expect(await get('/healthz')).toMatchObject({ status: 200 })
  })

  test.each([
    '/%61pi/incidents',
    '/api/%69ncidents',
    'http://localhost/api/incidents',
    'http://127.0.0.1:80/api/facets',
    '/api/incidents?',
    '/api/incidents#',
    '//api/incidents',
    '/API/incidents',
  ])('no spelling gets past the token: %s', async (spelling) => {
    await open({ token: 'correct horse' })
    expect((await askRaw(`GET ${spelling} HTTP/1.1`)).status).toBe(401)
  })

  test.each([
    ['/%61pi/events', 'text/plain', 415],
    ['/%61pi/events', 'application/x-ndjson', 200],
    ['http://localhost/api/events', 'text/plain', 415],
    ['http://localhost/api/events', 'application/x-ndjson', 200],
  ])('a body for %s sent as %s is answered with %i', async (spelling, type, status) => {
    await open()
    const answer = await askRaw(`POST ${spelling} HTTP/1.1`, `content-type: ${type}`, 'content-length: 2', '', '{}')
    expect(answer.status).toBe(status)
  })

  test.each(['/%', '/api/%zz', `/api/incidents/${'a'.repeat(5000)}`])('%s is refused like all else', async (path) => {
    await open()
    const { status, body, headers } = await get(path)
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'REQUEST_INVALID' })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })

  test.each(['0.0.0.0', '::', '192.0.2.1', 'example.com'])('%s without a token is not listened on', async (host) => {
    await expect(open({ host })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test('open to the network with a token, it answers to any address but not to any name', async () => {
    await open({ host: '0.0.0.0', token: 't' })
    const authorization = 'Bearer t'
    url = url.replace('0.0.0.0', '127.0.0.1')
    expect(await get('/api/facets', { authorization, host: '192.0.2.7:7070' })).toMatchObject({ status: 200 })
    expect(await get('/api/facets', { authorization, host: 'evil.example.com' })).toMatchObject({ status: 421 })
  })

  test.each(['/', '/main.js', '/api/facets', '/nothing'])('%s comes with headers that confine a page', async (path) => {
    await open()
    const { headers } = await get(path)
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/)
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  })

  test('of the page only its own files are sent', async () => {
    await open()
    expect(await get('/')).toMatchObject({ status: 200, text: '<!doctype html><p>console' })
    expect((await get('/main.js')).headers['content-type']).toMatch(/^text\/javascript/)
    for (const path of ['/notes.txt', '/index.html', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/package.json']) {
      expect((await get(path)).status).toBe(404)
    }
  })
})

test('who only holds connections open leaves the program its files, and is forgotten when gone', async () => {
  await open()
  const { port } = new URL(url)
  const held = Array.from({ length: 300 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}))
  let dropped = 0
  for (const socket of held) socket.once('close', () => dropped++)
  await expect.poll(() => dropped).toBe(300 - 256)
  for (const socket of held) socket.destroy()
  await expect
    .poll(() =>
      get('/healthz').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200)
})

test('who dawdles does not hold up the end', async () => {
  await open()
  const { port } = new URL(url)
  const dawdling = connect(Number(port), '127.0.0.1', () => dawdling.write('POST /api/events HTTP/1.1\r\nHost: local'))
  dawdling.on('error', () => {})
  await once(dawdling, 'connect')
  expect(await api.close()).toBeUndefined()
})

test('a port in use is told as that', async () => {
  const other = createServer()
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
  const { port } = other.address() as { port: number }
  await expect(open({ port })).rejects.toMatchObject({ code: 'PORT_IN_USE' })
  other.close()
})

test('an address that is not this machine is told as that', async () => {
  await expect(open({ host: '192.0.2.1', token: 't' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
