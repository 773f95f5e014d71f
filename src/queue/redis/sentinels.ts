// ioredis' way to a master by its sentinels → one that a failover cannot close for good.
import { Socket } from 'node:net'
import type { RedisOptions, SentinelConnectionOptions, SentinelConnector } from 'ioredis'

type Connector = NonNullable<RedisOptions['Connector']>

/**
 * Where its connector throws, ioredis gives the connection up for good. This one throws when it hears of a failover while
 * it asks who the master is, which is when failovers are heard of. A stream that is closed already is tried again as any
 * other, unless we closed it.
 */
export const lasting = (Sentinels: typeof SentinelConnector): Connector =>
  class LastingSentinels extends Sentinels {
    constructor(options: unknown) {
      super(options as SentinelConnectionOptions)
    }

    override async connect(...words: Parameters<SentinelConnector['connect']>): Promise<Socket> {
      try {
        return await super.connect(...words)
      } catch (error) {
        // Where it was interrupted nothing is wrong with anybody, least of all with the sentinel that answered.
        if (this.connecting) this.firstError = error as Error
        else this.sentinelIterator.reset(true)
        return new Socket().destroy()
      }
    }
  }
