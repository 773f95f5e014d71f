// Where Redis is and who we are there → a connection that mends itself, or an operational error that says why there is none.
import type { ChainableCommander, Cluster, Redis } from 'ioredis'
import { OperationalError } from '../../errors.ts'
import { type Keys, keysOf } from './keys.ts'
import { connectTimeoutMs, open, whereIs } from './open.ts'
import { trouble } from './trouble.ts'

export type Connection = Redis | Cluster

interface Nodes {
  /** `host:port` */
  readonly nodes: readonly string[]
  readonly tls: boolean
}

/** `queue` of the config, with what its files hold. Exactly one of `redis`, `sentinel` and `cluster` is given. */
export interface RedisSettings {
  /** `redis://` or `rediss://`, with a user and a database where wanted. */
  readonly redis?: string | undefined
  readonly sentinel?: (Nodes & { readonly name: string }) | undefined
  readonly cluster?: Nodes | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** PEM. */
  readonly ca?: string | undefined
  readonly prefix: string
}

/**
 * `prompt`: a command fails within seconds where Redis is away, so that whoever asked hears of it.
 * `waiting`: it waits until Redis is back, as BullMQ's workers want it.
 */
export type Manner = 'prompt' | 'waiting'

/** One connection, and what is needed to use it. */
export interface Link {
  readonly connection: Connection
  readonly keys: Keys
  /** For people: without secrets. */
  readonly where: string
}

export interface LinkOptions {
  readonly manner: Manner
  /** Called once each time the connection fails, not at each attempt to mend it. */
  readonly onTrouble: (error: unknown) => void
}

/** Throws QUEUE_UNREACHABLE, QUEUE_REFUSED or QUEUE_UNTRUSTED where the first attempt fails. */
export async function connect(settings: RedisSettings, options: LinkOptions): Promise<Link> {
  const where = whereIs(settings)
  const connection = await open(settings, options.manner)
  const failures = watch(connection, where, options.onTrouble)
  try {
    await inTime(connection.connect())
  } catch (error) {
    connection.disconnect()
    if (settings.cluster) await tryNode(settings, settings.cluster, where)
    throw trouble(failures.last ?? error, where)
  }
  return { connection, keys: keysOf(settings.prefix), where }
}

/** A cluster does not tell why its nodes could not be reached: the first of them, asked alone, does. */
async function tryNode({ cluster: _, ...others }: RedisSettings, { nodes, tls }: Nodes, where: string): Promise<void> {
  const node = await open({ ...others, redis: `${tls ? 'rediss' : 'redis'}://${nodes[0]}` }, 'prompt')
  const failures = watch(node, where, () => {})
  try {
    await inTime(node.connect())
  } catch (error) {
    throw trouble(failures.last ?? error, where)
  } finally {
    node.disconnect()
  }
}

/** Sentinels that cannot be reached are asked for ever; a server that is frozen never answers. */
async function inTime(work: Promise<unknown>): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('connect timed out')), connectTimeoutMs + 1000)
  await Promise.race([work, tooLate]).finally(() => clearTimeout(timer))
}

/** Lets answers that are under way arrive. Where Redis is away there are none. */
export async function disconnect({ connection }: Link): Promise<void> {
  if (connection.status !== 'ready') return connection.disconnect()
  await inTime(connection.quit()).catch(() => connection.disconnect())
}

/** One question, with its errors as operational ones. */
export async function ask<T>(
  { connection, where }: Link,
  question: (connection: Connection) => Promise<T>,
): Promise<T> {
  try {
    return await question(connection)
  } catch (error) {
    throw trouble(error, where)
  }
}

/** Many questions in one round trip, answered in their order. Not a transaction. */
export async function askAll(link: Link, fill: (pipeline: ChainableCommander) => void): Promise<readonly unknown[]> {
  const pipeline = link.connection.pipeline()
  fill(pipeline)
  const answers = await ask(link, () => pipeline.exec())
  return (answers ?? []).map(([error, answer]) => {
    if (error) throw trouble(error, link.where)
    return answer
  })
}

interface Failures {
  last: unknown
  /** Whether somebody is told: not of the first attempt, which throws, and not twice of one outage. */
  report: boolean
}

/** Without a listener an `error` would end the process. */
function watch(connection: Connection, where: string, onTrouble: (error: unknown) => void): Failures {
  const failures: Failures = { last: null, report: false }
  connection.on('ready', () => {
    failures.last = null
    failures.report = true
  })
  connection.on('error', (error: unknown) => {
    failures.last ??= error
    if (failures.report) onTrouble(trouble(error, where))
    failures.report = false
  })
  return failures
}

/** It answers, and cannot be worked with. */
export function unsuitable(where: string, reason: string): OperationalError {
  return new OperationalError('QUEUE_UNSUITABLE', { where, reason })
}
