// A folder → everything that the drill ill-treats: Redis and Elasticsearch of its own, what stands between, and the configs.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '../../../bench/random.ts'
import { connect, disconnect, type Link } from '../../../src/queue/redis/connect.ts'
import { freePort } from '../../test/free-port.ts'
import { elasticKind, redisKind, type ServerKind } from '../../test/servers/kinds.ts'
import type { Server } from '../../test/servers/server.ts'
import { type FaultyProxy, openFaultyProxy } from './proxy.ts'
import { openReceiver, type Receiver } from './receiver.ts'
import { rules } from './rules.ts'

export const producers = ['one', 'two'] as const
export type ProducerName = (typeof producers)[number]

export interface Installation {
  readonly folder: string
  readonly redis: Server
  readonly elastic: Server
  readonly proxy: FaultyProxy
  readonly receiver: Receiver
  /** To look at what lies in Redis. */
  readonly link: Link
  readonly rules: string
  readonly ports: Readonly<Record<ProducerName, number>>
  close(): Promise<void>
}

export const partitions = 8
export const leaseMs = 3000
const prefix = 'drill'

/** Told before the program is told yes, and so there after a crash: `everysec` may lose a second of that. */
const durable = ['--appendfsync', 'always']

export async function openInstallation(folder: string, seed: number): Promise<Installation> {
  const [redis, elastic] = await Promise.all([start(redisKind, durable), start(elasticKind, [])])
  const proxy = await openFaultyProxy(elastic.url, createRandom(seed + 1))
  const receiver = await openReceiver(createRandom(seed + 2))
  const ports = { one: await freePort(), two: await freePort() }
  const ruleFolder = join(folder, 'rules')
  mkdirSync(ruleFolder)
  for (const [id, text] of Object.entries(rules)) writeFileSync(join(ruleFolder, `${id}.trip`), text)
  const shared = { redis: redis.url, elastic: proxy.url, webhook: receiver.url, rules: ruleFolder }
  for (const name of producers) {
    writeFileSync(logOf(folder, name), '')
    writeFileSync(configOf(folder, name), textOf({ ...shared, name, log: logOf(folder, name), port: ports[name] }))
  }
  const link = await connect({ redis: redis.url, prefix }, { manner: 'prompt', onTrouble: () => {} })
  return {
    ...{ folder, redis, elastic, proxy, receiver, link, ports, rules: ruleFolder },
    async close() {
      await disconnect(link)
      proxy.close()
      receiver.close()
      await Promise.all([redis.remove(), elastic.remove()])
    },
  }
}

async function start(kind: ServerKind, options: readonly string[]): Promise<Server> {
  const found = kind.find()
  if (found.kind === 'absent') throw new Error(`No ${kind.name} on this machine. ${found.advice}`)
  if (found.kind === 'url') throw new Error(`The ${kind.name} that is given by URL is not to be ill-treated.`)
  return kind.start(found, options)
}

export const logOf = (folder: string, name: ProducerName): string => join(folder, `${name}.ndjson`)
export const configOf = (folder: string, name: ProducerName): string => join(folder, `${name}.yaml`)

interface ConfigParts {
  readonly name: ProducerName
  readonly log: string
  readonly port: number
  readonly redis: string
  readonly elastic: string
  readonly webhook: string
  readonly rules: string
}

/** JSON is YAML as well. Workers read the first producer's. */
const textOf = ({ name, log, port, redis, elastic, webhook, rules }: ConfigParts): string =>
  JSON.stringify({
    version: 1,
    sources: [{ type: 'file', path: log, connector: 'ndjson' }],
    rules: [rules],
    queue: { redis, prefix, partitions, producer: name, lease: `${leaseMs}ms` },
    store: { elasticsearch: { url: elastic } },
    actions: { webhooks: { receiver: { url: webhook, levels: ['critical'], allow_private: true } } },
    api: { port },
    worker: { port: 0 },
  })
