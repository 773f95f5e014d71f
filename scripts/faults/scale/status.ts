// How a drill goes → one line on a terminal that is written over, and nothing where nobody watches.
import type { Crew } from './crew.ts'
import type { Happened } from './faults.ts'
import type { Installation } from './installation.ts'
import type { Load } from './load.ts'
import { readWaiting } from './look.ts'

export interface StatusParts {
  readonly installation: Installation
  readonly crew: Crew
  readonly load: Load
  readonly seconds: () => number
  readonly happened: readonly Happened[]
}

export interface Status {
  phase(name: string): void
  end(): Promise<void>
}

const everyMs = 1000

export function createStatus(parts: StatusParts): Status {
  let phase = 'Load'
  let writing = Promise.resolve()
  const timer = setInterval(() => {
    writing = writing.then(() => write(phase, parts))
  }, everyMs)
  if (!process.stdout.isTTY) clearInterval(timer)
  return {
    phase: (name) => {
      phase = name
    },
    async end() {
      clearInterval(timer)
      await writing
      if (process.stdout.isTTY) process.stdout.write('\r\x1b[K')
    },
  }
}

async function write(phase: string, { installation, crew, load, seconds, happened }: StatusParts): Promise<void> {
  const waiting = await readWaiting(installation)
  const parts = [
    `${phase} ${seconds().toFixed(0)} s`,
    `${load.acknowledged} acknowledged`,
    `${load.turns.length} turns`,
    waiting ? `${waiting.batches} batches, ${waiting.changes} changes waiting` : 'Redis is away',
    `${crew.workers.filter((worker) => worker.isAtWork).length} workers`,
    happened.at(-1)?.what ?? '',
  ]
  const line = parts.filter((part) => part !== '').join(' · ')
  process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns ?? 120) - 1)}`)
}
