// What a bench ran on, and what else went on there, in words.
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'

export function machine(): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const processor = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`
  return `${processor}, ${memory}, ${type()} ${release()}, Node ${process.version}`
}

/** How many wanted a core within the last minute: near 0 on a machine that does nothing else. */
export const loadNow = (): number => Math.round(loadavg()[0]! * 10) / 10
