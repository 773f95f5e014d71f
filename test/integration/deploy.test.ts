// The scripts of docker-compose.yml as its containers run them, against a real Redis and stand-ins for the rest.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findProgram } from '../../scripts/test/find-program.ts'
import { freePort } from '../../scripts/test/free-port.ts'
import { createHealthServer } from '../../src/api/health-server.ts'
import { completeEnv, readCompose } from '../deploy/compose.ts'
import { onThisNode, type Ran, root, run } from './process.ts'
import { until } from './until.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-deploy-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const compose = join(root, 'deploy/compose')
const docker = join(root, 'deploy/docker')
const hasRedis = findProgram('redis-server') !== null

describe('make-env.sh', () => {
  beforeEach(() => cpSync(join(root, '.env.example'), join(folder, '.env.example')))
  const make = (): Ran => run(folder, onThisNode(), 'sh', [join(compose, 'make-env.sh'), folder])

  test('fills in each secret with a value of its own, for nobody else to read', () => {
    expect(make()).toEqual({ status: 0, stdout: '', stderr: '' })
    const made = Object.fromEntries(readEnv(join(folder, '.env')))
    expect(Object.keys(made).sort()).toEqual(Object.keys(completeEnv()).sort())
    expect(Object.values(made).filter((value) => !/^[0-9a-f]{48}$/.test(value))).toEqual([])
    expect(new Set(Object.values(made)).size).toBe(Object.keys(made).length)
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
  })

  test('leaves one that is there as it is', () => {
    make()
    const before = readFileSync(join(folder, '.env'), 'utf8')
    expect(make().status).toBe(1)
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(before)
  })
})

const readEnv = (path: string): [string, string][] =>
  [...readFileSync(path, 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!])

describe('entrypoint.sh', () => {
  test('puts secrets into files that their owner alone reads, and takes them out of the environment', () => {
    const secrets = join(folder, 'secrets')
    const app = join(folder, 'app')
    mkdirSync(secrets)
    mkdirSync(join(app, 'bin'), { recursive: true })
    cpSync(docker, join(app, 'deploy/docker'), { recursive: true })
    writeFileSync(join(app, 'bin/tripline.cjs'), 'console.log(JSON.stringify([process.argv.slice(2), process.env]))')
    const env = {
      ...onThisNode(),
      TRIPLINE_SECRETS: secrets,
      TRIPLINE_SECRET_API_TOKEN: 'a b$c',
      TRIPLINE_OTHER: 'kept',
    }
    const ran = run(folder, env, 'sh', [join(app, 'deploy/docker/entrypoint.sh'), 'run', '--config', 'a file.yaml'])
    const [words, seen] = JSON.parse(ran.stdout) as [string[], Record<string, string>]
    expect(words).toEqual(['run', '--config', 'a file.yaml'])
    expect(Object.keys(seen)).toContain('TRIPLINE_OTHER')
    expect(JSON.stringify(seen)).not.toContain('a b$c')
    expect(readdirSync(secrets)).toEqual(['api_token'])
    expect(readFileSync(join(secrets, 'api_token'), 'utf8').trim()).toBe('a b$c')
    expect(statSync(join(secrets, 'api_token')).mode & 0o777).toBe(0o600)
  })
})

describe('healthcheck.cjs', () => {
  const ask = (url: string): Promise<number | null> =>
    new Promise((done) => spawn(process.execPath, [join(docker, 'healthcheck.cjs'), url]).on('exit', done))

  test.each([
    ['/healthz', true, 0],
    ['/healthz', false, 0],
    ['/readyz', true, 0],
    ['/readyz', false, 1],
    ['/elsewhere', true, 1],
  ])('%s of a program whose readiness is %s: status %i', async (path, ready, status) => {
    const server = createHealthServer({
      host: '127.0.0.1',
      port: 0,
      hosts: [],
      onError: () => {},
      readiness: async () => ({ ready, checks: {} }),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
    })
    const { url } = await server.listen()
    expect(await ask(new URL(path, url).href)).toBe(status)
    await server.close()
  })

  test('where nobody listens: status 1', async () => {
    expect(await ask(`http://127.0.0.1:${await freePort()}/healthz`)).toBe(1)
  })
})

describe('accounts.sh', () => {
  const passwords = { ELASTIC_PASSWORD: 'of-elastic', KIBANA_PASSWORD: 'of-kibana', TRIPLINE_ELASTIC_PASSWORD: 'of-us' }

  test('gives Kibana its password and Tripline an account with a role', async () => {
    const heard: unknown[] = []
    const { status } = await withServer(
      (request, response) => {
        let body = ''
        request.on('data', (bytes: Buffer) => {
          body += bytes.toString()
        })
        request.on('end', () => {
          const { authorization } = request.headers
          heard.push([request.method, request.url, authorization, JSON.parse(body)])
          response.end('{}')
        })
      },
      (url) => accounts({ ...passwords, ELASTICSEARCH_URL: url }),
    )
    const elastic = `Basic ${Buffer.from('elastic:of-elastic').toString('base64')}`
    const role = JSON.parse(readFileSync(join(compose, 'elastic-role.json'), 'utf8')) as object
    expect(status).toBe(0)
    expect(heard).toEqual([
      ['PUT', '/_security/user/kibana_system/_password', elastic, { password: 'of-kibana' }],
      ['PUT', '/_security/role/tripline', elastic, role],
      ['PUT', '/_security/user/tripline', elastic, { password: 'of-us', roles: ['tripline'] }],
    ])
  })

  test('fails where it is refused, and says how', async () => {
    const { status, stdout } = await withServer(
      (_, response) => response.writeHead(401).end('{"error":"security_exception"}'),
      (url) => accounts({ ...passwords, ELASTICSEARCH_URL: url }),
    )
    expect(status).not.toBe(0)
    expect(stdout).toContain('security_exception')
  })

  test('takes no password that would break out of what it is put into', async () => {
    const { status } = await accounts({ ...passwords, KIBANA_PASSWORD: '","roles":["superuser' })
    expect(status).toBe(1)
  })

  function accounts(env: Readonly<Record<string, string>>): Promise<{ status: number | null; stdout: string }> {
    return new Promise((done) => {
      const child = spawn('sh', [join(compose, 'accounts.sh')], { env: { ...onThisNode(), ...env } })
      let stdout = ''
      child.stdout.on('data', (bytes: Buffer) => {
        stdout += bytes.toString()
      })
      child.on('close', (status) => done({ status, stdout }))
    })
  }
})

async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.close()
  }
}

describe.skipIf(!hasRedis)('the command of redis', () => {
  test('starts one that wants the password, writes down all it takes, and drops nothing', async () => {
    const { command, environment, healthcheck } = readCompose(completeEnv()).services['redis']!
    const port = await freePort()
    // What a container has of its own: /tmp, /data and the usual port.
    const here = (text: string): string =>
      text.replaceAll('/tmp/', `${folder}/`).replace('--dir /data', `--dir ${folder}`)
    const words = command!.slice(1).map((word) => `${here(word)}`)
    const env = { ...onThisNode(), ...environment }
    const ports = ['--port', String(port), '--bind', '127.0.0.1']
    const child = spawn(command![0]!, [words[0]!, `${words[1]} ${ports.join(' ')}`], { env, stdio: 'ignore' })
    try {
      const healthy = (): boolean =>
        spawnSync('sh', ['-c', healthcheck!.test![1]!.replace('redis-cli', `redis-cli -p ${port}`)], { env }).status ===
        0
      await until(healthy, (isSo) => isSo)
      expect(await say(port, 'PING')).toContain('-NOAUTH')
      const settings = ['appendonly', 'maxmemory-policy', 'maxmemory'].map((name) => `CONFIG GET ${name}`)
      const told = await say(port, `AUTH ${environment!['REDIS_PASSWORD']}`, ...settings, 'QUIT')
      for (const value of ['yes', 'noeviction', '1073741824']) expect(told).toContain(value)
    } finally {
      child.kill('SIGKILL')
    }
  })

  function say(port: number, ...commands: readonly string[]): Promise<string> {
    return new Promise((done, refuse) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(`${commands.join('\r\n')}\r\n`))
      let told = ''
      socket.on('error', refuse)
      socket.on('data', (bytes) => {
        told += bytes.toString()
      })
      socket.on('close', () => done(told))
    })
  }
})
