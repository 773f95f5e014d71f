// A way to Redis for a measurement: the one that is given by URL, else one that is started for it.
import { redisKind } from '../scripts/test/servers/kinds.ts'
import { connect, disconnect } from '../src/queue/redis/connect.ts'

export interface MeasuredRedis {
  readonly url: string
  /** Takes away all that lies under the prefix. */
  clear(prefix: string): Promise<void>
  /** Bytes that its data takes. */
  usedBytes(): Promise<number>
  stop(): Promise<void>
}

export async function redisToMeasure(): Promise<MeasuredRedis> {
  const found = redisKind.find()
  if (found.kind === 'absent') throw new Error(`No Redis on this machine. ${found.advice}`)
  const server = found.kind === 'url' ? { url: found.url, remove: async () => {} } : await redisKind.start(found)
  const { connection, ...link } = await connect(
    { redis: server.url, prefix: 'bench' },
    { manner: 'prompt', onTrouble: (error) => console.error(error) },
  )
  return {
    url: server.url,
    async clear(prefix) {
      const keys = await connection.keys(`{${prefix}}*`)
      for (let at = 0; at < keys.length; at += 1000) await connection.unlink(...keys.slice(at, at + 1000))
    },
    usedBytes: async () => Number(/used_memory:(\d+)/.exec(await connection.info('memory'))![1]),
    async stop() {
      await disconnect({ ...link, connection })
      await server.remove()
    },
  }
}
