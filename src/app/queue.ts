// `queue` of the config → connections to Redis, with the secrets that it names files for.
import { hostname } from 'node:os'
import { OperationalError } from '../errors.ts'
import type { Link, Manner } from '../queue/redis/connect.ts'
import { type FoundConfig, newKey } from './config.ts'
import { PublishedLists } from './published-lists.ts'
import type { Log } from './run/log.ts'
import { readSecret } from './secret-file.ts'

export type QueueConfig = NonNullable<FoundConfig['config']['queue']>

/** Throws CONFIG_INVALID where the config names no queue. */
export function queueConfig({ config, path }: FoundConfig): QueueConfig {
  if (config.queue) return config.queue
  const details = `${path ?? 'The default config'} names no queue. Say where Redis is: "queue: { redis: redis://127.0.0.1:6379 }".`
  throw new OperationalError('CONFIG_INVALID', { details })
}

/** The key under which all runs that share the queue hash sessions: made by the first of them. */
export async function sharedKey(link: Link): Promise<string> {
  const { sessionKey } = link.keys
  const { ask } = await import('../queue/redis/connect.ts')
  await ask(link, (connection) => connection.setnx(sessionKey, newKey()))
  return (await ask(link, (connection) => connection.get(sessionKey)))!
}

/** What about the server would lose batches is told to the log. Throws where it cannot be used at all. */
export async function checkQueue(link: Link, partitions: number, log: Log): Promise<void> {
  const { checkServer } = await import('../queue/redis/check-server.ts')
  const { settleLayout } = await import('../queue/redis/layout.ts')
  for (const warning of await checkServer(link)) log.warn(warning)
  await settleLayout(link, partitions)
}

/** ioredis is loaded only here, when a config names a queue. */
export async function openLink(found: FoundConfig, manner: Manner, onTrouble: (error: unknown) => void): Promise<Link> {
  const { password_file: password, ca_file: ca, ...settings } = queueConfig(found)
  const { connect } = await import('../queue/redis/connect.ts')
  return connect(
    {
      ...settings,
      ...(password !== undefined && { password: readSecret(found.resolve(password), 'queue.password_file') }),
      ...(ca !== undefined && { ca: readSecret(found.resolve(ca), 'queue.ca_file') }),
    },
    { manner, onTrouble },
  )
}

/** Lists that stand in files of another machine. */
export const publishedListsOf = (link: Link): PublishedLists =>
  new PublishedLists({
    index: async () => (await import('../queue/redis/lists.ts')).publishedLists(link),
    read: async (hash) => (await import('../queue/redis/lists.ts')).readList(link, hash),
  })

/** Whether Redis can be reached now: asked, since where nothing happens nothing fails. */
export const answers = ({ connection }: Link): Promise<boolean> =>
  connection.ping().then(
    () => true,
    () => false,
  )

/** Bytes of batches that may lie in Redis. */
export const boundBytes = ({ max_megabytes: megabytes }: QueueConfig): number => megabytes * 1_000_000

/** Whose batches those of this machine are, where the config does not say. */
export const producerName = ({ producer }: QueueConfig): string =>
  producer ?? hostname().replace(/[^A-Za-z0-9_.-]/g, '-')
