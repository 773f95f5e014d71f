// Changes to incidents on their way to where they are searched: kept with the commit, taken off once they are there.
import type { IncidentChange } from '../incident/incident.ts'

/** One change that waits. Entries come in the order of their commits. */
export interface SpoolEntry {
  /** Unique in its spool, and stable: taken again after a crash it has the same one. */
  readonly id: string
  /** When it was committed, epoch milliseconds. */
  readonly atMs: number
  readonly change: IncidentChange
}

export interface Spool {
  /** The oldest, without taking them off. */
  read(limit: number): Promise<readonly SpoolEntry[]>
  /** They have arrived, or were set aside. */
  remove(ids: readonly string[]): Promise<void>
  /** How many wait. */
  size(): Promise<number>
}

/** What a server will never take as it is: kept, until somebody looks at it. */
export interface DeadLetter {
  readonly id: string
  /** `document`: an incident's change that the index refused. `batch`: events that could not be evaluated. */
  readonly kind: 'document' | 'batch'
  /** Where it was to go: an index, a partition. */
  readonly target: string
  /** Why, in the words of whoever refused it. */
  readonly reason: string
  readonly atMs: number
  /** What is needed to try again: of a `document`, its change to the incident as JSON. */
  readonly payload: string
}

/** Bounded: beyond it the oldest are dropped, and counted. */
export interface DeadLetterStore {
  /** An id that is there already is replaced. */
  setAside(letters: readonly DeadLetter[]): Promise<void>
  /** Newest first. */
  listDead(limit: number): Promise<readonly DeadLetter[]>
  /** Puts it, or all of them where no id is given, back to where it is tried again. Returns how many. */
  retryDead(id: string | null, nowMs: number): Promise<number>
  /** Returns how many. */
  purgeDead(id: string | null): Promise<number>
  counts(): Promise<{ readonly kept: number; readonly dropped: number }>
}
