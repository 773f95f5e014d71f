// Sources of type syslog and journald in a config → sources that have an id of their own, or an error that says why not.
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { journaldId } from '../../../src/app/run/journald-source.ts'
import type { Log } from '../../../src/app/run/log.ts'
import type { Opening } from '../../../src/app/run/sources.ts'
import { syslogId, syslogSource, tellDrops } from '../../../src/app/run/syslog-source.ts'
import { parseConfig } from '../../../src/config/parse.ts'
import type { Config } from '../../../src/config/schema.ts'
import type { Traffic } from '../../../src/event/source.ts'
import { request } from '../../connectors/read.ts'

type Configured = Config['sources'][number]

function sourceOf<Type extends Configured['type']>(yaml: string): Extract<Configured, { type: Type }> {
  const parsed = parseConfig(`version: 1\nsources: [${yaml}]\n`)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics))
  return parsed.config.sources[0] as Extract<Configured, { type: Type }>
}

const stopping: AbortController[] = []
afterEach(() => {
  for (const one of stopping.splice(0)) one.abort()
})

interface Opened {
  readonly said: readonly string[]
  readonly source: ReturnType<typeof syslogSource>
}

function open(yaml: string): Opened {
  const stop = new AbortController()
  stopping.push(stop)
  const said: string[] = []
  const info: Log['info'] = (sentence, data) => void said.push(`${sentence} ${data?.['at']}`)
  const opening: Opening = {
    ...{
      request,
      signal: stop.signal,
      keep: () => {},
      positions: () => new Map(),
      forget: async () => {},
      remove: async () => {},
    },
    log: { info, warn: () => {}, error: () => {} },
    add: async () => {},
  }
  const configured = sourceOf<'syslog'>(yaml)
  const found = { config: { sources: [configured] } as unknown as Config, path: null, resolve: (path: string) => path }
  return { said, source: syslogSource(configured, found, opening) }
}

// biome-ignore format: table
test.each([
  ['{ type: syslog, listen: "127.0.0.1:5514" }',                                                  'syslog:127.0.0.1:5514'],
  ['{ type: syslog, udp: "127.0.0.1:5514", tcp: "127.0.0.1:5514" }',                              'syslog:127.0.0.1:5514'],
  ['{ type: syslog, udp: "[::1]:514", tls: { listen: "[::]:6514", cert_file: c, key_file: k } }', 'syslog:[::1]:514+[::]:6514'],
])('%s is known as %s', (yaml, id) => {
  expect(syslogId(sourceOf<'syslog'>(yaml))).toBe(id)
})

// biome-ignore format: table
test.each([
  ['{ type: journald }',                                             'journald'],
  ['{ type: journald, unit: chat.service }',                         'journald:chat.service'],
  ['{ type: journald, identifier: nginx, directory: /var/journal }', 'journald:nginx:/var/journal'],
])('%s is known as %s', (yaml, id) => {
  expect(journaldId(sourceOf<'journald'>(yaml))).toBe(id)
})

test('where it listens is told, with the ports that it got', async () => {
  const { said, source } = open('{ type: syslog, listen: "127.0.0.1:0", connector: nginx, lateness: 7s }')
  expect((await source).info.latenessUs).toBe(7_000_000)
  expect(said).toEqual([
    expect.stringMatching(/^Syslog is received\. udp 127\.0\.0\.1:[1-9]\d+, tcp 127\.0\.0\.1:[1-9]\d+$/),
  ])
})

test('a port that another program has is an error, and nothing else is listened to', async () => {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { port: number }
  await expect(open(`{ type: syslog, listen: "127.0.0.1:${port}" }`).source).rejects.toMatchObject({
    code: 'LISTEN_FAILED',
  })
  await new Promise((closed) => server.close(closed))
  await expect(open(`{ type: syslog, listen: "127.0.0.1:${port}" }`).source).resolves.toBeDefined()
})

test('a key that is not there is told by its setting, and what to do about it', async () => {
  const yaml = '{ type: syslog, tls: { listen: "127.0.0.1:0", cert_file: /no/cert.pem, key_file: /no/key.pem } }'
  await expect(open(yaml).source).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(
      /`sources\.0\.tls\.key_file` names \/no\/key\.pem, but there is no such file\. Put it/,
    ),
  })
})

test('what is dropped is told now and then, as long as more is', async () => {
  const stop = new AbortController()
  stopping.push(stop)
  const counts = [0, 3, 3, 7, 7]
  const told: unknown[] = []
  const info = { id: 'syslog:x', categories: 0, latenessUs: 0 }
  const error: Log['error'] = (_, data) => void told.push(data)
  await new Promise<void>((asked) => {
    const traffic = (): Traffic => {
      if (counts.length === 1) asked()
      return { received: 0, dropped: counts.length > 1 ? counts.shift()! : counts[0]! }
    }
    tellDrops({ info, traffic }, { log: { info: () => {}, warn: () => {}, error }, signal: stop.signal }, 1)
  })
  expect(told).toEqual([
    { source: 'syslog:x', messages: 3 },
    { source: 'syslog:x', messages: 4 },
  ])
})

// biome-ignore format: table
test.each([
  ['an unknown connector',         '{ type: syslog, listen: "127.0.0.1:0", connector: ngnix }',                                  'CONNECTOR_UNKNOWN'],
  ['a format without a connector', '{ type: syslog, listen: "127.0.0.1:0", format: "$remote_addr" }',                            'CONFIG_INVALID'],
  ['a mistake in the format',      '{ type: syslog, listen: "127.0.0.1:0", connector: nginx, format: "${x" }',                   'CONFIG_INVALID'],
  ['a key that is not there',      '{ type: syslog, tls: { listen: "127.0.0.1:0", cert_file: /no/where, key_file: /no/where } }',  'CONFIG_INVALID'],
])('%s is an error', async (_, yaml, code) => {
  await expect(open(yaml).source).rejects.toMatchObject({ code })
})
