// Real servers for the tests that want them: the run's own, shared by all of its tests, or private ones to be ill-treated.
import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import type { Answer } from '../scripts/test/servers/broker.ts'
import { elasticKind, redisKind, type ServerKind } from '../scripts/test/servers/kinds.ts'
import type { Server } from '../scripts/test/servers/server.ts'

export type { Server }

/**
 * The Redis of this run, started when a test first asks for it. Null where none can be had; then the tests are skipped:
 * `const redis = await redisServer()`, `describe.skipIf(redis === null)('…', …)`. On CI that is a failure.
 */
export const redisServer = (): Promise<{ readonly url: string } | null> => ask('redis', redisKind)

/** The Elasticsearch of this run, likewise. It takes its time: 15 to 30 seconds the first time. */
export const elasticServer = (): Promise<{ readonly url: string } | null> => ask('elastic', elasticKind)

async function ask(path: string, { name }: ServerKind): Promise<{ readonly url: string } | null> {
  const broker = inject('servers')
  if (broker === undefined) throw new Error('Tests with servers belong into test/integration.')
  const answer = (await (await fetch(`${broker}/${path}`)).json()) as Answer
  if (answer.kind === 'there') return { url: answer.url }
  if (answer.kind === 'failed') throw new Error(answer.reason)
  return doWithout(name, answer.advice)
}

function doWithout(name: string, advice: string): null {
  if (process.env['CI']) throw new Error(`No ${name} on this machine. ${advice}`)
  console.log(`!!! No ${name} on this machine: its tests are skipped. ${advice}`)
  return null
}

/** For the names of keys and indices: tests share their servers. Lower-case letters and digits. */
export const freshPrefix = (): string => `test${randomBytes(6).toString('hex')}`

/** A Redis to be killed and started again; null where none can be had. Call `remove` at the end. */
export async function privateRedis(options: readonly string[] = []): Promise<Server | null> {
  const { name, find, start } = redisKind
  const found = find()
  if (found.kind === 'absent') return doWithout(name, found.advice)
  if (found.kind === 'url') return doWithout(name, 'The one that is given by URL is not to be ill-treated.')
  return start(found, options)
}
