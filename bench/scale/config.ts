// Where a measurement's queue is → the config of those who use it.
import type { FoundConfig } from '../../src/app/config.ts'
import { defaultConfig } from '../../src/config/default.ts'

export interface QueueSettings {
  readonly url: string
  readonly prefix: string
  readonly partitions: number
}

export function configOf({ url, prefix, partitions }: QueueSettings): FoundConfig {
  const config = defaultConfig()
  const queue = { redis: url, prefix, partitions, max_megabytes: 1024, lease: 5_000_000, producer: 'bench' }
  return {
    config: { ...config, queue, worker: { ...config.worker, port: 0 } },
    path: null,
    resolve: (path) => path,
  }
}
