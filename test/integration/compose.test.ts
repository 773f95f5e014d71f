// docker-compose.yml without docker: the same commands, configs, secrets and account, against a real Redis and Elasticsearch
// that ask for passwords. A capture is put where captures are read, and its incidents are found.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../scripts/test/free-port.ts'
import { startElastic } from '../../scripts/test/servers/elastic.ts'
import { findElastic, findRedis } from '../../scripts/test/servers/find.ts'
import { startRedis } from '../../scripts/test/servers/redis.ts'
import type { Server } from '../../scripts/test/servers/server.ts'
import { completeEnv, read, readCompose } from '../deploy/compose.ts'
import { onThisNode, root, run } from './process.ts'

const elasticFound = findElastic()
// Neither is in the way of other tests, nor has the usual ones' freedom: both ask for passwords.
const hasServers = findRedis().kind === 'installed' && elasticFound.kind === 'installed'

const env = completeEnv()
const { services } = readCompose(env)
const capture = 'day-of-chat.pcap'

describe.skipIf(!hasServers)('everything of docker-compose.yml', () => {
  let servers: Server[] = []
  let running: ChildProcess[] = []
  let folder = ''
  let captures = ''
  let elastic = ''
  let redis = ''
  let said = ''

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tripline-compose-'))
    captures = join(folder, 'captures')
    mkdirSync(captures)
    // Elasticsearch runs as another user.
    chmodSync(folder, 0o755)
    ;[servers, running, said] = [[], [], '']
    const options = ['--requirepass', env['REDIS_PASSWORD']!]
    const started = [startRedis({ folder: join(folder, 'redis'), options }), startElasticWithAccount()]
    for (const each of started) servers.push(await each)
    ;[redis, elastic] = servers.map(({ url }) => url) as [string, string]
  })

  afterEach(async () => {
    for (const child of running) child.kill('SIGKILL')
    await Promise.all(servers.map((server) => server.stop()))
    rmSync(folder, { recursive: true, force: true })
  })

  test('a capture that is put into its folder becomes incidents in Elasticsearch, the same that a scan finds', async () => {
    expect(setUp().filter((line) => line.includes('"created"')).length).toBeGreaterThan(2)
    expect(setUp().filter((line) => /"(?:created|updated)"/.test(line))).toEqual([])

    const ports = await startAll()
    copyFileSync(join(root, 'examples', capture), join(captures, capture))
    const wanted = scanned()
    const index = () => search<{ rule: { id: string } }>('tripline-incidents')
    await until(async () => (await index()).length >= wanted.length, `${wanted.length} incidents`)
    expect((await index()).map(({ rule }) => rule.id).sort()).toEqual(wanted)
    await until(async () => (await search('logs-tripline.alert-default')).length >= wanted.length, 'the alerts')
    await until(async () => (await search('logs-tripline.event-default')).length > 0, 'events')
    expect(await askApi(ports.api)).toBe(wanted.length)

    const ended = running.map((child) => new Promise((done) => child.once('exit', (status) => done(status))))
    for (const child of running) child.kill('SIGTERM')
    expect(await Promise.all(ended), said).toEqual(running.map(() => 0))
  }, 600_000)

  /** What it says, a line for each thing that is there now. */
  function setUp(): readonly string[] {
    const { words, env } = prepare('setup', 'setup')
    const { status, stdout, stderr } = run(folder, env, words[0]!, [...words.slice(1), '--json'])
    expect(status, stderr).toBe(0)
    return stdout.trim().split('\n')
  }

  /** Resolves to where they listen, once they are ready. */
  async function startAll(): Promise<{ readonly api: number }> {
    const ports = { api: await freePort(), workers: [await freePort(), await freePort()] }
    start('tripline', 'run', (config) => config.replace('host: 0.0.0.0', `host: 127.0.0.1\n  port: ${ports.api}`))
    for (const port of ports.workers) {
      start('worker', `worker-${port}`, (config) =>
        config.replace(/(worker:\n) {2}host: 0\.0\.0\.0/, `$1  host: 127.0.0.1\n  port: ${port}`),
      )
    }
    for (const port of [ports.api, ...ports.workers]) {
      await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200, `readiness on ${port}`)
    }
    return ports
  }

  /** With the account that accounts.sh makes; the server that tests have keeps accounts in files alone. */
  function startElasticWithAccount(): Promise<Server> {
    const { home } = elasticFound as { home: string }
    const role = JSON.parse(read('deploy/compose/elastic-role.json')) as object
    const account = { name: 'tripline', password: env['TRIPLINE_ELASTIC_PASSWORD']!, role }
    const password = env['ELASTIC_PASSWORD']!
    return startElastic({ home, folder: join(folder, 'elastic'), password, account, isBrief: true })
  }

  /** Its own secrets, and its config with the places that there are here instead of a container's. */
  function prepare(service: string, name: string, change = (config: string): string => config) {
    const { command, environment, volumes } = services[service]!
    const secrets = join(folder, `${name}-secrets`)
    mkdirSync(secrets, { recursive: true })
    const at = command!.indexOf('--config') + 1
    const [source] = volumes!.find((volume) => volume.split(':')[1] === command![at])!.split(':')
    const config = join(folder, `${name}.yaml`)
    const text = change(read(source!))
      .replace('redis://redis:6379', redis)
      .replace('http://elasticsearch:9200', elastic)
      .replaceAll('/run/tripline', secrets)
      .replace('path: /captures', `path: ${captures}`)
      .replace('path: /var/lib/tripline', `path: ${folder}`)
    writeFileSync(config, text)
    const words = ['sh', join(root, 'deploy/docker/entrypoint.sh'), ...command!.with(at, config)]
    return { words, env: { ...onThisNode(), ...environment, TRIPLINE_SECRETS: secrets } }
  }

  function start(service: string, name: string, change: (config: string) => string): void {
    const { words, env } = prepare(service, name, change)
    const child = spawn(words[0]!, words.slice(1), { env, cwd: dirname(captures), stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-20_000)
    })
    running.push(child)
  }

  async function search<T>(index: string): Promise<T[]> {
    const authorization = `Basic ${Buffer.from(`elastic:${env['ELASTIC_PASSWORD']}`).toString('base64')}`
    const query = 'size=1000&ignore_unavailable=true'
    const answer = await fetch(`${elastic}/${index}/_search?${query}`, { headers: { authorization } })
    const { hits } = (await answer.json()) as { hits?: { hits: { _source: T }[] } }
    return (hits?.hits ?? []).map(({ _source }) => _source)
  }

  async function askApi(port: number): Promise<number> {
    const headers = { authorization: `Bearer ${env['TRIPLINE_API_TOKEN']}` }
    const answer = await fetch(`http://127.0.0.1:${port}/api/incidents`, { headers })
    return ((await answer.json()) as { incidents: unknown[] }).incidents.length
  }

  async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
    for (let tries = 0; tries < 900; tries++) {
      if (await isSo().catch(() => false)) return
      await sleep(200)
    }
    throw new Error(`${what}: waited in vain.\n${said}`)
  }
})

/** The rules of the incidents that a scan of the capture finds. */
function scanned(): string[] {
  const words = ['bin/tripline.cjs', 'scan', join('examples', capture), '--json']
  const { stdout } = run(root, onThisNode(), process.execPath, words)
  const incidents = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { rule: { id: string } })
  return incidents.map(({ rule }) => rule.id).sort()
}
