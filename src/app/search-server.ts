// Where incidents are searched when a store of one's own is not enough: what a run and a worker need of it.
import type { NestedDocument } from '../event/value.ts'
import type { DeadLetterStore, Spool } from '../store/spool.ts'
import type { IncidentStore } from '../store/store.ts'

/** What takes changes from a spool to the server. */
export interface Forwarding {
  start(): void
  /** Something was committed. */
  wake(): void
  stop(): Promise<void>
}

export interface SearchServer {
  readonly incidents: IncidentStore
  /** Removes incidents whose last change was before that time. Returns how many. */
  expire(beforeMs: number): Promise<number>
  /** Puts events where they are searched; a busy server is waited for until the signal says otherwise. */
  writeEvents(documents: readonly NestedDocument[], signal: AbortSignal): Promise<void>
  forward(spool: Spool, deadLetters: Pick<DeadLetterStore, 'setAside'>): Forwarding
  close(): Promise<void>
}

/** How long the oldest change has waited for the server; 0 where none waits. */
export async function oldestSeconds(spools: Iterable<Spool>, nowMs: number): Promise<number> {
  const oldest = await Promise.all([...spools].map((spool) => spool.read(1)))
  return Math.max(0, ...oldest.flat().map(({ atMs }) => (nowMs - atMs) / 1000))
}
