// Where Redis is and how it is to be asked → ioredis, set up for that.
import type { ClusterOptions, RedisOptions } from 'ioredis'
import type { Connection, Manner, RedisSettings } from './connect.ts'
import { lasting } from './sentinels.ts'

export const connectTimeoutMs = 5000

/** A server that takes this long over one command is as good as away. */
const commandTimeoutMs = 15_000

/** One that is frozen would be waited for for ever, and no other be asked: here there is time for two of them. */
export const sentinelTimeoutMs = connectTimeoutMs / 2

/** Not connected yet. */
export async function open(settings: RedisSettings, manner: Manner): Promise<Connection> {
  const { Cluster, Redis, SentinelConnector } = await import('ioredis')
  const { redis, sentinel, cluster } = settings
  const common = { ...commonOptions(manner), ...credentials(settings) }
  if (cluster) {
    return new Cluster(cluster.nodes.map(endpoint), {
      ...clusterOptions(manner),
      redisOptions: { ...common, ...tls(settings, cluster.tls) },
    })
  }
  if (sentinel) {
    const secure = tls(settings, sentinel.tls)
    return new Redis({
      ...common,
      ...promptness(manner),
      ...secure,
      name: sentinel.name,
      sentinels: sentinel.nodes.map(endpoint),
      ...(secure.tls && { sentinelTLS: secure.tls, enableTLSForSentinelMode: true }),
      Connector: lasting(SentinelConnector),
      sentinelRetryStrategy: backoff,
      sentinelCommandTimeout: sentinelTimeoutMs,
      failoverDetector: true,
      lazyConnect: true,
    })
  }
  const { secure, ...address } = parseRedisUrl(redis ?? '')
  return new Redis({ ...address, ...common, ...promptness(manner), ...tls(settings, secure), lazyConnect: true })
}

const commonOptions = (manner: Manner): Omit<NonNullable<ClusterOptions['redisOptions']>, 'replyMapping'> => ({
  connectTimeout: connectTimeoutMs,
  ...(manner === 'prompt'
    ? { commandTimeout: commandTimeoutMs, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false }
    : { maxRetriesPerRequest: null }),
})

const promptness = (manner: Manner): Pick<RedisOptions, 'enableOfflineQueue' | 'retryStrategy'> => ({
  enableOfflineQueue: manner === 'waiting',
  retryStrategy: backoff,
})

const clusterOptions = (manner: Manner): ClusterOptions => ({
  enableOfflineQueue: manner === 'waiting',
  clusterRetryStrategy: backoff,
  lazyConnect: true,
})

const backoff = (times: number): number => Math.min(50 * 2 ** Math.min(times, 10), 2000) * (0.75 + Math.random() / 2)

const credentials = ({ username, password }: RedisSettings): Pick<RedisOptions, 'username' | 'password'> => ({
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
})

const tls = ({ ca }: RedisSettings, wanted: boolean): Pick<RedisOptions, 'tls'> =>
  wanted ? { tls: ca === undefined ? {} : { ca } } : {}

type Address = Pick<RedisOptions, 'host' | 'port' | 'db' | 'username'>

/** A password in it is not looked for: it comes from a file. */
export function parseRedisUrl(text: string): Address & { readonly secure: boolean } {
  const { protocol, hostname, port, username, pathname } = new URL(text)
  return {
    secure: protocol === 'rediss:',
    // An IPv6 address stands in brackets in a URL alone.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 6379 : Number(port),
    db: Number(pathname.slice(1)) || 0,
    ...(username !== '' && { username: decodeURIComponent(username) }),
  }
}

function endpoint(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) }
}

export function whereIs({ redis, sentinel, cluster }: RedisSettings): string {
  if (sentinel) return `${sentinel.nodes.join(', ')} (sentinels of ${sentinel.name})`
  if (cluster) return `${cluster.nodes.join(', ')} (cluster)`
  const { host, port } = parseRedisUrl(redis ?? '')
  return `${host}:${port}`
}
