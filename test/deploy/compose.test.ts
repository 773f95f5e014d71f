// docker-compose.yml, without docker: it is what the specification allows, and everything that it names is there.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type AnySchemaObject } from 'ajv'
import { describe, expect, test } from 'vitest'
import { elasticVersion } from '../../scripts/test/servers/elastic.ts'
import { parseConfig } from '../../src/config/parse.ts'
import type { Config } from '../../src/config/schema.ts'
import {
  completeEnv,
  interpolate,
  read,
  readCompose,
  root,
  type Service,
  variables,
  withoutComments,
} from './compose.ts'

const compose = readCompose(completeEnv())
const services = Object.entries(compose.services)
const ours = services.filter(([, { image }]) => image.startsWith('tripline:'))

describe('the file', () => {
  // It names its own draft in a way that the draft does not.
  const { $schema: _, ...schema } = JSON.parse(
    read('node_modules/dclint/schemas/compose.schema.json'),
  ) as AnySchemaObject
  const ajv = new Ajv({ strict: false, formats: { duration: true, subnet_ip_address: true } })
  const check = ajv.compile(schema)

  test('is what the schema of the compose specification allows', () => {
    check(compose)
    expect(check.errors ?? []).toEqual([])
  })

  test.each([
    { services: { redis: { image: 'redis', mem_limits: '1g' } } },
    { services: { redis: { image: 'redis', depends_on: { other: { condition: 'healthy' } } } } },
    { services: { redis: { image: 'redis', healthcheck: { test: 7 } } } },
  ])('would be refused with a mistake such as %j', (wrong) => {
    expect(check(wrong)).toBe(false)
  })
})

describe('variables', () => {
  const asked = variables(withoutComments(read('docker-compose.yml')))
  const documented = [...read('.env.example').matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)].map(([, comment, name, value]) => ({
    name: name!,
    isSecret: comment === undefined,
    value: value!,
  }))

  test('each is in .env.example, and nothing else is', () => {
    expect([...new Set(asked.map(({ name }) => name))].sort()).toEqual(documented.map(({ name }) => name).sort())
  })

  test('a secret has no default: where it is missing, compose says what to do', () => {
    const names = new Set(asked.filter(({ kind }) => kind === ':?').map(({ name }) => name))
    expect([...names].sort()).toEqual(
      documented
        .filter(({ isSecret }) => isSecret)
        .map(({ name }) => name)
        .sort(),
    )
    expect(documented.filter(({ isSecret, value }) => isSecret && value !== '')).toEqual([])
    for (const name of names) expect(() => readCompose({ ...completeEnv(), [name]: '' })).toThrow('make-env.sh')
  })

  test('everything else has a default, and it is the one that .env.example shows', () => {
    for (const { name, value } of documented.filter(({ isSecret }) => !isSecret)) {
      const uses = asked.filter((use) => use.name === name)
      expect(
        uses.map(({ kind, rest }) => ({ kind, rest })),
        name,
      ).toEqual(uses.map(() => ({ kind: ':-', rest: value })))
    }
  })
})

describe.each(services)('service %s', (_, service) => {
  test('has an image of one version', () => {
    expect(service.image).toMatch(/:\d+\.\d+\.\d+/)
  })

  test('is bounded in memory and in its log, and says what happens when it ends', () => {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/)
    expect(service.logging).toMatchObject({ options: { 'max-size': expect.any(String) } })
    expect(service.restart).toMatch(/^(?:unless-stopped|no)$/)
  })

  test('gains no rights that it was not given', () => {
    expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  })

  test('is reached from this machine alone', () => {
    expect((service.ports ?? []).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })

  test('waits for others only in a way in which they can come to it', () => {
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      const other = compose.services[name]!
      if (condition === 'service_healthy') expect(other.healthcheck?.test).toBeDefined()
      else
        expect({ condition, restart: other.restart }).toEqual({
          condition: 'service_completed_successfully',
          restart: 'no',
        })
    }
  })

  test('mounts what is there: files of the tree for reading, volumes that are declared', () => {
    for (const volume of service.volumes ?? []) {
      const [source, , mode] = volume.split(':')
      if (!source!.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(source)
      else expect({ exists: existsSync(join(root, source!)), mode }).toEqual({ exists: true, mode: 'ro' })
    }
  })
})

test('Elasticsearch and Kibana are of the version that the tests run against', () => {
  const { elasticsearch, accounts, kibana } = compose.services
  expect([elasticsearch!.image, accounts!.image, kibana!.image].map((image) => image.split(':')[1])).toEqual(
    Array(3).fill(elasticVersion),
  )
})

test('workers have neither a name nor a port of their own, so that there can be several', () => {
  const { container_name: name, ports } = compose.services['worker']!
  expect({ name, ports }).toEqual({ name: undefined, ports: undefined })
})

describe.each(ours)('service %s of ours', (_, service) => {
  const config = configOf(service)

  test('runs from an image of this version, which it is told how to build', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string }
    expect({ image: service.image, build: service.build }).toEqual({ image: `tripline:${version}`, build: '.' })
  })

  test('can write nowhere but where it is meant to', () => {
    expect(service.read_only).toBe(true)
  })

  test('finds each file of a secret that its config names, and has no others', () => {
    const named = [...JSON.stringify(config).matchAll(/"\/run\/tripline\/(\w+)"/g)].map(([, file]) => file!)
    const made = Object.keys(service.environment ?? {}).map((each) =>
      each.replace('TRIPLINE_SECRET_', '').toLowerCase(),
    )
    expect(made.sort()).toEqual(named.sort())
    expect(service.tmpfs!.some((place) => place.startsWith('/run/tripline:'))).toBe(true)
  })

  test('asks servers by the names that they have here', () => {
    const urls = [config.queue?.redis, config.store.elasticsearch?.url, service.command!.at(-1)]
    const hosts = urls.flatMap((url) => URL.parse(url ?? '')?.hostname ?? [])
    expect(hosts.length).toBeGreaterThan(0)
    expect(hosts.filter((host) => compose.services[host] === undefined)).toEqual([])
  })
})

test.each([
  ['tripline', 'api'],
  ['worker', 'worker'],
] as const)('%s is asked for its health where it listens', (name, section) => {
  const service = compose.services[name]!
  expect(service.healthcheck!.test!.at(-1)).toBe(`http://127.0.0.1:${configOf(service)[section].port}/readyz`)
})

test('what is published of ours is where the console listens', () => {
  const { ports, ...service } = compose.services['tripline']!
  expect(ports).toEqual([`127.0.0.1:7070:${configOf(service).api.port}`])
})

/** The config that its command names, as it is mounted. */
function configOf({ command, volumes }: Service): Config {
  const path = command![command!.indexOf('--config') + 1]!
  const [source] = volumes!.find((volume) => volume.split(':')[1] === path)!.split(':')
  const parsed = parseConfig(read(source!))
  if (!parsed.ok) throw new Error(`${source}: ${JSON.stringify(parsed.diagnostics)}`)
  return parsed.config
}

test('variables are put in as the specification says', () => {
  const text = 'a: ${A:-one} ${B:?is missing} $$C'
  expect(interpolate(text, { A: 'two', B: 'three' })).toBe('a: two three $C')
  expect(interpolate(text, { A: '', B: 'three' })).toBe('a: one three $C')
  expect(() => interpolate(text, {})).toThrow('B is missing')
})
