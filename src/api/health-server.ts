// What a program without a console says of itself over HTTP: that it lives, whether it is ready, its metrics.
import type { HealthOptions } from './options.ts'
import { healthRoutes } from './routes/health.ts'
import { createServer, type Listening } from './server.ts'

export interface HealthServerSettings extends HealthOptions {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /** Names under which it is reached, beside loopback and its address. */
  readonly hosts: readonly string[]
  /** Told of faults that the client is not. */
  readonly onError: (error: unknown) => void
}

/** It holds no data, so that it may be open to the network as it is. */
export function createHealthServer({ host, port, hosts, onError, ...health }: HealthServerSettings): Listening {
  const { app, listen, close } = createServer({ section: 'worker', host, port, hosts, token: null }, onError)
  healthRoutes(app, health)
  return { listen, close }
}
