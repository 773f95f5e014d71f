// Ways to a real Redis: with a password, with TLS, by sentinels, to a cluster; and what is said where there is none.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { freePort } from '../../../scripts/test/free-port.ts'
import { findRedis } from '../../../scripts/test/servers/find.ts'
import { startRedis } from '../../../scripts/test/servers/redis.ts'
import { Server } from '../../../scripts/test/servers/server.ts'
import { OperationalError } from '../../../src/errors.ts'
import { checkServer } from '../../../src/queue/redis/check-server.ts'
import { commitBatches } from '../../../src/queue/redis/commit-batches.ts'
import { connect, disconnect, type Link, type Manner, type RedisSettings } from '../../../src/queue/redis/connect.ts'
import { settleLayout } from '../../../src/queue/redis/layout.ts'
import { takeLease } from '../../../src/queue/redis/lease.ts'
import { openProducer } from '../../../src/queue/redis/producer.ts'
import { publishRules } from '../../../src/queue/redis/rules.ts'
import { outboxStore } from '../../../src/store/redis/outbox.ts'
import { partitionStore } from '../../../src/store/redis/partition-store.ts'
import { redisSpool } from '../../../src/store/redis/spool.ts'
import { commit, outboxEntry, raising } from '../../store/incidents.ts'
import { saveSnapshot, textOf } from '../../store/snapshots.ts'
import { ignore, redis, settings } from './link.ts'

/** These want servers with files and settings of their own. */
const isInstalled = redis !== null && findRedis().kind === 'installed'

const folder = mkdtempSync(join(tmpdir(), 'tripline-redis-'))
afterAll(() => rmSync(folder, { recursive: true }))

const patience = { timeout: 90_000, interval: 100 }

/** Gone when the test is. */
async function start(options: readonly string[]): Promise<Server> {
  const own = mkdtempSync(join(folder, 'server-'))
  const server = await startRedis({ folder: own, options })
  onTestFinished(() => server.kill('SIGKILL'))
  return server
}

async function open(
  over: Partial<RedisSettings>,
  manner: Manner = 'prompt',
  onTrouble: (error: unknown) => void = ignore,
) {
  const link = await connect(settings(over), { manner, onTrouble })
  onTestFinished(() => disconnect(link))
  return link
}

const failure = async (over: Partial<RedisSettings>): Promise<OperationalError> => {
  const error: unknown = await connect(settings(over), { manner: 'prompt', onTrouble: ignore }).then(
    (link) => disconnect(link),
    (error) => error,
  )
  expect(error).toBeInstanceOf(OperationalError)
  return error as OperationalError
}

/** All scripts once: each of them names its keys. */
async function worksThroughout(link: Link): Promise<void> {
  await settleLayout(link, 2)
  await publishRules(link, 'edge', { hash: 'rules', text: '{}' })
  const { epoch } = await openProducer(link, 'edge', 2)
  const batches = [0, 1].map((partition) => ({ partition, n: 1, text: 'text' }))
  const head = { producer: 'edge', epoch, n: 1, ruleset: 'rules', bound: 1000 }
  const flush = { ...head, batches, fields: { a: '1' }, sources: { s: '{}' }, requestKeys: ['k'] }
  expect(await commitBatches(link, flush, 1)).toEqual({ kind: 'ok' })
  const lease = (await takeLease(link, 1, 'worker', 60_000))!
  const store = partitionStore(link, lease)
  const ofBatch = { ...commit(1, { journal: 'x', outbox: [outboxEntry('o1')] }), source: 'edge', kept: true } as const
  await store.commit([ofBatch, raising(1, { id: 'i1' })], 1)
  await outboxStore(link, 1).settle('o1', { outcome: 'delivered', detail: '' }, 2)
  expect((await store.recover()).journal).toEqual([{ source: 'edge', n: 1, data: 'text' }])
  await saveSnapshot(store, { format: 1, state: 'state' })
  expect(textOf((await store.recover()).snapshot)).toEqual({ format: 1, state: 'state' })
  expect(await redisSpool(link, 1).size()).toBe(1)
}

describe.skipIf(!isInstalled)('a password', () => {
  test('lets in; without it, or with another, it is said what is wrong', async () => {
    const { url } = await start(['--requirepass', 'se cret'])
    const link = await open({ redis: url, password: 'se cret' })
    expect(await link.connection.ping()).toBe('PONG')
    expect((await failure({ redis: url, password: 'another' })).code).toBe('QUEUE_REFUSED')
    expect((await failure({ redis: url })).code).toBe('QUEUE_REFUSED')
  })

  test('may be one of a user, named in the URL or beside it; what the user may not do is said', async () => {
    const { url } = await start(['--user', 'tripline', 'on', '>secret', '~{*', '+@all', '-@dangerous'])
    const named = url.replace('//', '//tripline@')
    expect(await (await open({ redis: named, password: 'secret' })).connection.ping()).toBe('PONG')
    const link = await open({ redis: url, username: 'tripline', password: 'secret' })
    expect((await failure({ redis: url, username: 'nobody', password: 'secret' })).code).toBe('QUEUE_REFUSED')
    await expect(takeLease({ ...link, keys: { ...link.keys, partition: other } }, 0, 'a', 1)).rejects.toMatchObject({
      code: 'QUEUE_REFUSED',
    })
  })
})

const other = (): never => ({ lease: 'elsewhere', fence: 'elsewhere' }) as never

describe.skipIf(!isInstalled)('TLS', () => {
  test('works with its authority; without it, or for another host, it is said', async () => {
    const { ca, key, certificate } = certificates('localhost')
    const port = await freePort()
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', ca]
    await start(['--tls-port', String(port), ...files, '--tls-auth-clients', 'no'])
    const secure = { redis: `rediss://localhost:${port}`, ca: readFileSync(ca, 'utf8') }
    await worksThroughout(await open(secure))
    const unknown = await failure({ redis: secure.redis })
    expect(unknown.code).toBe('QUEUE_UNTRUSTED')
    expect(unknown.message).toContain('an authority that is not known here')
    const elsewhere = await failure({ ...secure, redis: `rediss://127.0.0.1:${port}` })
    expect(elsewhere.message).toContain('its certificate is for another host')
    expect((await failure({ redis: `redis://127.0.0.1:${port}` })).code).toBe('QUEUE_UNREACHABLE')
  })
})

describe.skipIf(!isInstalled)('sentinels', () => {
  test('know the master; when another takes its place the connection follows', async () => {
    const [master, replica] = [await start([]), await start([])]
    const [masterPort, replicaPort] = [portOf(master), portOf(replica)]
    const elect = await connect(settings({ redis: replica.url }), { manner: 'prompt', onTrouble: ignore })
    await elect.connection.call('REPLICAOF', '127.0.0.1', String(masterPort))
    const replication = async (): Promise<string> => String(await elect.connection.call('INFO', 'replication'))
    await vi.waitFor(async () => expect(await replication()).toContain('master_link_status:up'), patience)
    await disconnect(elect)
    const sentinel = await startSentinel(masterPort)
    const link = await open({
      redis: undefined,
      sentinel: { name: 'main', nodes: [`127.0.0.1:${sentinel}`], tls: false },
    })
    expect(link.where).toContain('sentinels of main')
    await worksThroughout(link)
    expect(await link.connection.call('WAIT', 1, 10_000)).toBe(1)
    await master.kill('SIGKILL')
    const follows = async (): Promise<void> => {
      expect(String(await link.connection.call('CONFIG', 'GET', 'port'))).toContain(String(replicaPort))
      await link.connection.set('{x}', '1')
    }
    await vi.waitFor(follows, patience)
    expect((await partitionStore(link, { partition: 1, worker: 'w', fence: 1 }).recover()).snapshot).not.toBeNull()
  })

  test('that cannot be reached are told apart from a master', async () => {
    const nodes = [`127.0.0.1:${await freePort()}`]
    const { code, message } = await failure({ redis: undefined, sentinel: { name: 'main', nodes, tls: false } })
    expect(code).toBe('QUEUE_UNREACHABLE')
    expect(message).toContain('sentinels of main')
  })
})

describe.skipIf(!isInstalled)('a cluster', () => {
  test('is found by one of its nodes, and keeps what belongs together on one', async () => {
    const nodes = await startCluster(3)
    const link = await open({ redis: undefined, cluster: { nodes: [nodes[0]!], tls: false } })
    await worksThroughout(link)
    await worksThroughout({ ...link, keys: (await open({ redis: undefined, cluster: { nodes, tls: false } })).keys })
    expect(await checkServer(link)).toEqual([])
  })

  test('that wants a password says so', async () => {
    const [node] = await startCluster(1, ['--requirepass', 'secret'])
    const cluster = { nodes: [node!], tls: false }
    expect((await failure({ redis: undefined, cluster })).code).toBe('QUEUE_REFUSED')
    await worksThroughout(await open({ redis: undefined, cluster, password: 'secret' }))
  })

  test('of which no node answers is said to be away', async () => {
    const nodes = [`127.0.0.1:${await freePort()}`]
    const { code, message } = await failure({ redis: undefined, cluster: { nodes, tls: false } })
    expect(code).toBe('QUEUE_UNREACHABLE')
    expect(message).toContain('nothing listens there')
  })
})

describe.skipIf(redis === null)('a server', () => {
  test('that is not there is said to be away, in words', async () => {
    const { code, message } = await failure({ redis: `redis://127.0.0.1:${await freePort()}` })
    expect(code).toBe('QUEUE_UNREACHABLE')
    expect(message).toContain('nothing listens there')
    expect((await failure({ redis: 'redis://nobody.invalid' })).message).toContain('no host of that name')
  })

  test('as the run’s own one gives no cause for a warning', async () => {
    expect(await checkServer(await open({}))).toEqual([])
  })

  test.skipIf(!isInstalled)(
    'that may lose batches is warned of, and one that does not show it is said not to be checked',
    async () => {
      const careless = await start(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru'])
      const warnings = await checkServer(await open({ redis: careless.url }))
      expect(warnings.map((each) => /Set [\w-]+ to \w+/.exec(each)?.[0])).toEqual([
        'Set maxmemory-policy to noeviction',
        'Set appendonly to yes',
      ])
      const silent = await start(['--rename-command', 'CONFIG', ''])
      expect(await checkServer(await open({ redis: silent.url }))).toEqual([expect.stringContaining('was not checked')])
    },
  )

  test.skipIf(!isInstalled)(
    'that goes away fails what is asked at once and is found again; one outage is told once',
    async () => {
      const server = await start([])
      const troubles: unknown[] = []
      const link = await open({ redis: server.url }, 'prompt', (error) => troubles.push(error))
      await server.kill('SIGKILL')
      await expect(openProducer(link, 'edge', 1)).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' })
      await expect.poll(() => troubles).not.toEqual([])
      await sleep(1000)
      expect(troubles).toEqual([expect.objectContaining({ code: 'QUEUE_UNREACHABLE' })])
      await server.start()
      await vi.waitFor(async () => expect((await openProducer(link, 'edge', 1)).epoch).toBe(1), patience)
    },
  )

  test.skipIf(!isInstalled)('that goes away is waited for, where that is wanted', async () => {
    const server = await start([])
    const link = await open({ redis: server.url }, 'waiting')
    await server.kill('SIGKILL')
    const answer = openProducer(link, 'edge', 1)
    await sleep(300)
    await server.start()
    expect((await answer).epoch).toBe(1)
    await server.kill('SIGKILL')
    await vi.waitFor(() => expect(link.connection.status).not.toBe('ready'), patience)
    await disconnect(link)
  })

  test.skipIf(!isInstalled)(
    'without room refuses what is new, and takes commits and a snapshot, which makes room',
    async () => {
      const server = await start([])
      const link = await open({ redis: server.url })
      await worksThroughout(link)
      const store = partitionStore(link, { partition: 1, worker: 'worker', fence: 1 })
      await store.commit([commit(2, { journal: 'x'.repeat(1 << 20) })], 1)
      const used = Number(/used_memory:(\d+)/.exec(await link.connection.info('memory'))![1])
      await link.connection.config('SET', 'maxmemory', String(used - 100_000))
      const more = publishRules(link, 'edge', { hash: 'more', text: 'more' })
      await expect(more).rejects.toMatchObject({ code: 'QUEUE_FAILED' })
      await store.commit([commit(3)], 1)
      await saveSnapshot(store, { format: 2, state: 'smaller' })
      await publishRules(link, 'edge', { hash: 'more', text: 'more' })
      expect(textOf((await store.recover()).snapshot)).toEqual({ format: 2, state: 'smaller' })
    },
  )
})

const portOf = ({ url }: Server): number => Number(new URL(url).port)

async function startSentinel(master: number): Promise<number> {
  const port = await freePort()
  const config = join(mkdtempSync(join(folder, 'sentinel-')), 'sentinel.conf')
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `sentinel monitor main 127.0.0.1 ${master} 1`,
    'sentinel down-after-milliseconds main 4000',
    'sentinel failover-timeout main 3000',
  ]
  writeFileSync(config, lines.join('\n'))
  const sentinel = new Server({
    name: 'Redis Sentinel',
    url: `redis://127.0.0.1:${port}`,
    command: 'redis-server',
    words: [config, '--sentinel'],
    timeoutMs: 60_000,
    answers: () => answers(port),
  })
  await sentinel.start()
  onTestFinished(() => sentinel.kill('SIGKILL'))
  return port
}

const answers = async (port: number): Promise<boolean> => {
  const socket = connectTcp({ port, host: '127.0.0.1' })
  const [event] = await Promise.race([once(socket, 'connect').then(() => ['connect']), once(socket, 'error')]).catch(
    () => [],
  )
  socket.destroy()
  return event === 'connect'
}

async function startCluster(size: number, options: readonly string[] = []): Promise<readonly string[]> {
  const buses = await Promise.all(Array.from({ length: size }, freePort))
  const servers = await Promise.all(
    buses.map((bus) => start(['--cluster-enabled', 'yes', '--cluster-port', String(bus), ...options])),
  )
  const links = await Promise.all(servers.map(({ url }) => open({ redis: url, password: options[1] })))
  for (const [i, { connection }] of links.entries()) {
    const [from, to] = [Math.floor((i * 16384) / size), Math.floor(((i + 1) * 16384) / size) - 1]
    await connection.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to))
    await connection.call('CLUSTER', 'MEET', '127.0.0.1', String(portOf(servers[0]!)), String(buses[0]))
  }
  for (const { connection } of links) {
    await vi.waitFor(async () => {
      const info = String(await connection.call('CLUSTER', 'INFO'))
      expect(info).toContain('cluster_state:ok')
      expect(info).toContain(`cluster_known_nodes:${size}`)
    }, patience)
  }
  return servers.map((server) => `127.0.0.1:${portOf(server)}`)
}

function certificates(host: string): { ca: string; key: string; certificate: string } {
  const at = (name: string): string => join(folder, name)
  const openssl = (...words: readonly string[]): unknown => execFileSync('openssl', words, { stdio: 'pipe' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-subj',
    '/CN=Test authority',
    '-days',
    '2',
  )
  openssl('req', ...key, '-keyout', at('redis.key'), '-out', at('redis.csr'), '-subj', `/CN=${host}`)
  writeFileSync(at('names'), `subjectAltName=DNS:${host}`)
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', at('names')]
  openssl('x509', '-req', '-in', at('redis.csr'), '-out', at('redis.pem'), ...signed)
  return { ca: at('ca.pem'), key: at('redis.key'), certificate: at('redis.pem') }
}
