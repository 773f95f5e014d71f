// What some work costs: seconds on the clock, and seconds of CPU, which a busy machine changes little.
import type { Link } from '../../src/queue/redis/connect.ts'
import type { Processes } from './processes.ts'

export interface Cost {
  readonly seconds: number
  /** Seconds of CPU: of this process, of the processes that were started for it, of Redis. */
  readonly here: number
  readonly there: number
  readonly redis: number
}

export interface Measured {
  readonly processes?: Processes
  readonly link?: Link
}

export async function costOf({ processes, link }: Measured, work: () => Promise<unknown>): Promise<Cost> {
  const read = async (): Promise<Cost> => ({
    there: (await processes?.cpuSeconds()) ?? 0,
    redis: link ? await redisSeconds(link) : 0,
    here: cpuSeconds(),
    seconds: performance.now() / 1000,
  })
  const before = await read()
  await work()
  const after = await read()
  return {
    seconds: after.seconds - before.seconds,
    here: after.here - before.here,
    there: after.there - before.there,
    redis: after.redis - before.redis,
  }
}

export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

async function redisSeconds({ connection }: Link): Promise<number> {
  const info = await connection.info('cpu')
  return Number(/used_cpu_user:([\d.]+)/.exec(info)![1]) + Number(/used_cpu_sys:([\d.]+)/.exec(info)![1])
}
