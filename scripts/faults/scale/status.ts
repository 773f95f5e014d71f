// How a drill goes → one line on a terminal, written over every second. Nothing where nobody watches.
import type { Crew } from './crew.ts'
import type { History } from './history.ts'
import type { Installation } from './installation.ts'
import type { Load } from './load.ts'
import { readWaiting } from './look.ts'

export interface StatusParts {
  readonly installation: Installation
  readonly crew: Crew
  readonly load: Load
  readonly history: History
}

const everyMs = 1000

export function showStatus(parts: StatusParts): { end(): Promise<void> } {
  if (!process.stdout.isTTY) return { end: async () => {} }
  let writing = Promise.resolve()
  const timer = setInterval(() => {
    writing = writing.then(() => write(parts))
  }, everyMs)
  return {
    async end() {
      clearInterval(timer)
      await writing
      process.stdout.write('\r\x1b[K')
    },
  }
}

async function write({ installation, crew, load, history }: StatusParts): Promise<void> {
  const waiting = await readWaiting(installation)
  const line = [
    `${history.seconds.toFixed(0)} s`,
    `${load.acknowledged} acknowledged`,
    waiting ? `${waiting.batches} batches and ${waiting.changes} changes wait` : 'Redis is away',
    `${crew.workers.filter((worker) => worker.isAtWork).length} workers`,
    history.happened.at(-1)?.what ?? '',
  ].join(' · ')
  process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns ?? 120) - 1)}`)
}
