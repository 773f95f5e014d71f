// What a program says of itself without a token: the same from the console's server and from a worker's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApi } from '../../src/api/api.ts'
import { createHealthServer } from '../../src/api/health-server.ts'
import type { Readiness } from '../../src/api/options.ts'
import type { Listening } from '../../src/api/server.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'

const assets = mkdtempSync(join(tmpdir(), 'tripline-health-page-'))
writeFileSync(join(assets, 'index.html'), '<!doctype html>')
const store = openSqliteStore(':memory:')
afterAll(async () => {
  await store.close()
  rmSync(assets, { recursive: true })
})

const ready: Readiness = { ready: true, checks: { store: { status: 'ok' } } }
let answer: () => Promise<Readiness>
let errors: unknown[]
const text = '# HELP up It is.\n# TYPE up gauge\nup 1\n'

const health = {
  readiness: () => answer(),
  metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text }),
  onError: (error: unknown) => void errors.push(error),
}

interface Where {
  readonly host?: string
  readonly port?: number
  readonly hosts?: readonly string[]
}

const console = ({ host = '127.0.0.1', port = 0, hosts = [] }: Where): Listening =>
  createApi({
    ...health,
    store,
    assets,
    settings: { host, port, hosts, token: 'secret' },
    ingest: () => Promise.reject(new Error('not asked for here')),
    ship: () => Promise.reject(new Error('not asked for here')),
    stats: () => ({}),
    rules: () => [],
  })

const worker = ({ host = '127.0.0.1', port = 0, hosts = [] }: Where): Listening =>
  createHealthServer({ ...health, host, port, hosts })

let server: Listening | null
beforeEach(() => {
  answer = async () => ready
  errors = []
  server = null
})
afterEach(() => server?.close())

/** Unlike fetch it sends any Host and Origin. */
function get(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  return new Promise<{ readonly status: number; readonly type: string; readonly body: string }>((resolve, reject) => {
    const asked = request(url, { headers, method }, async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode!, type: response.headers['content-type'] ?? '', body })
    })
    asked.on('error', reject)
    asked.end(method === 'GET' ? undefined : '{}')
  })
}

async function open(create: (where: Where) => Listening, where: Where = {}): Promise<string> {
  server = create(where)
  const { url } = await server.listen()
  return url.replace('0.0.0.0', '127.0.0.1')
}

describe.each([
  ['the console', console, 'api'],
  ['a worker', worker, 'worker'],
] as const)('%s', (_, create, section) => {
  test('lives', async () => {
    const url = await open(create)
    expect(await get(`${url}/healthz`)).toMatchObject({ status: 200, body: '{"status":"ok"}' })
  })

  test('is ready, and says of what', async () => {
    const url = await open(create)
    const { status, body } = await get(`${url}/readyz`)
    expect([status, JSON.parse(body)]).toEqual([200, { status: 'ready', checks: { store: { status: 'ok' } } }])
  })

  test('is not ready, and says why', async () => {
    const checks = { store: { status: 'failed', reason: 'Commits fail.' }, running: { status: 'ok' } } as const
    answer = async () => ({ ready: false, checks })
    const url = await open(create)
    const { status, body } = await get(`${url}/readyz`)
    expect([status, JSON.parse(body)]).toEqual([503, { status: 'not ready', checks }])
    expect((await get(`${url}/healthz`)).status).toBe(200)
  })

  test('gives its metrics as they are', async () => {
    const url = await open(create)
    expect(await get(`${url}/metrics`)).toEqual({
      status: 200,
      type: 'text/plain; version=0.0.4; charset=utf-8',
      body: text,
    })
  })

  test('a bug is told to its own log, and to nobody else', async () => {
    answer = () => Promise.reject(new Error('redis://user:password@192.0.2.1'))
    const url = await open(create)
    const { status, body } = await get(`${url}/readyz`)
    expect(status).toBe(500)
    expect(body).not.toContain('password')
    expect(errors).toHaveLength(1)
  })

  test.each(['/healthz', '/readyz', '/metrics'])('%s is for own hosts and pages alone', async (path) => {
    const url = await open(create, { hosts: ['tripline.example.com'] })
    const { port } = new URL(url)
    expect(await get(url + path, { host: 'tripline.example.com' })).toMatchObject({ status: 200 })
    const refused = await get(url + path, { host: 'rebound.example.net' })
    expect(refused.status).toBe(421)
    expect(refused.body).toContain(`${section}.hosts`)
    expect(await get(url + path, { origin: 'https://other.example.net' })).toMatchObject({ status: 403 })
    expect(await get(url + path, { host: `192.0.2.9:${port}` })).toMatchObject({ status: 421 })
  })

  test.each(['POST', 'PUT'])('nothing is there for %s', async (method) => {
    const url = await open(create)
    const answered = await get(
      `${url}/readyz`,
      { 'content-type': 'application/json', authorization: 'Bearer secret' },
      method,
    )
    expect(answered.status).toBe(404)
  })

  test('a port in use is told, with the setting to change', async () => {
    const other = createServer()
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
    const { port } = other.address() as { port: number }
    server = create({ port })
    await expect(server.listen()).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`${section}.port`),
    })
    other.close()
  })
})

test('a worker may be open to the network as it is, by any address', async () => {
  const url = await open(worker, { host: '0.0.0.0' })
  expect(await get(`${url}/metrics`, { host: '192.0.2.9:7071' })).toMatchObject({ status: 200 })
  expect(await get(`${url}/metrics`, { host: 'rebound.example.net' })).toMatchObject({ status: 421 })
})

test.each(['/', '/api/incidents', '/api/stats', '/api/rules'])('a worker has no %s', async (path) => {
  const url = await open(worker)
  expect(await get(url + path)).toMatchObject({ status: 404 })
})
