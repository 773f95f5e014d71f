// A connection to the run's Redis under a prefix of its own, for tests.
import { connect, disconnect, type Link, type Manner, type RedisSettings } from '../../../src/queue/redis/connect.ts'
import { freshPrefix, redisServer } from '../../servers.ts'

export const redis = await redisServer()

export const settings = (over: Partial<RedisSettings> = {}): RedisSettings => ({
  redis: redis!.url,
  prefix: freshPrefix(),
  ...over,
})

export const ignore = (): void => {}

export const openLink = (over: Partial<RedisSettings> = {}, manner: Manner = 'prompt'): Promise<Link> =>
  connect(settings(over), { manner, onTrouble: ignore })

/** One connection for all tests of a file, with new keys for each of them. */
export function freshLinks(): { open(): Promise<Link>; close(): Promise<void> } {
  let shared: Promise<Link> | null = null
  return {
    open: async () => {
      shared ??= openLink()
      const { keysOf } = await import('../../../src/queue/redis/keys.ts')
      return { ...(await shared), keys: keysOf(freshPrefix()) }
    },
    close: async () => {
      if (shared) await disconnect(await shared)
    },
  }
}
