// How many processes of which kind → started, ready, and stopped again; what they tell is heard.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { QueueSettings } from './config.ts'
import type { Told } from './program.ts'

const program = join(import.meta.dirname, 'program.ts')
const patienceMs = 60_000

export interface Processes {
  /** Of all of them since they were started. */
  cpuSeconds(): Promise<number>
  stop(): Promise<void>
}

/** Resolves when every partition has one that looks after it, and each process as many as another, or one more. */
export async function startProcesses(
  kind: 'worker' | 'bare',
  count: number,
  settings: QueueSettings,
  hear: (told: Told) => void,
): Promise<Processes> {
  const owned: number[] = Array.from({ length: count }, () => 0)
  const children = owned.map((_, index) => {
    const own = Array.from({ length: settings.partitions }, (_, i) => i).filter((i) => i % count === index)
    const child = fork(program, [kind, JSON.stringify({ ...settings, own })], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.on('message', (told: Told) => {
      if (told.kind === 'owned') owned[index] = told.partitions
      else hear(told)
    })
    return child
  })
  const isShared = (): boolean =>
    owned.reduce((a, b) => a + b) === settings.partitions && Math.max(...owned) - Math.min(...owned) <= 1
  for (const until = Date.now() + patienceMs; !isShared(); await sleep(50))
    if (Date.now() > until || children.some(({ exitCode }) => exitCode !== null))
      throw new Error('The processes of the measurement did not get ready.')
  return {
    async cpuSeconds() {
      const each = children.map((child) => {
        child.send('cpu')
        return new Promise<number>((done) => {
          const listen = (told: Told): void => {
            if (told.kind !== 'cpu') return
            child.off('message', listen)
            done(told.seconds)
          }
          child.on('message', listen)
        })
      })
      return (await Promise.all(each)).reduce((a, b) => a + b)
    },
    async stop() {
      await Promise.all(
        children.map((child) => {
          child.send('stop')
          return once(child, 'exit')
        }),
      )
    },
  }
}
