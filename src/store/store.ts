// The store's contract: what is committed together, what is found after a crash, how incidents are searched.

import type { Unreadable } from '../event/source.ts'
import type { NestedDocument } from '../event/value.ts'
import type { IncidentChange, IncidentStatus } from '../incident/incident.ts'

/** Everything that one batch changed. All of it becomes durable, or nothing. */
export interface Commit {
  readonly source: string
  /** Consecutive within the source; a number already committed is ignored whole. */
  readonly n: number
  /** Where the source goes on after this batch. */
  readonly resume: unknown
  /** What is needed to run the batch again on top of the last snapshot; null where it touched no state. */
  readonly journal: string | null
  /** The batch is kept already, under its source and number: the store notes that instead of `journal`. */
  readonly kept?: true
  readonly changes: readonly IncidentChange[]
  /** Responses to send, decided with the incident and sent later. */
  readonly outbox: readonly OutboxEntry[]
  /** A source that is gone for good: where it would go on is forgotten. Only of a run alone, which keeps that with the rest. */
  readonly forgets?: string
  /** Requests whose repetition must not count again (HTTP `Idempotency-Key`). */
  readonly requestKey?: string
  /**
   * It cannot come again: where all of a transaction are so, nobody waits for the disk, and a crash of the machine may take
   * it. With incidents it is on its way there at once.
   */
  readonly isFleeting?: true
}

export interface OutboxEntry {
  /** Stable over retries: `webhook-id`. */
  readonly id: string
  readonly action: 'webhook' | 'log' | 'block' | 'close'
  /** Which of them: the webhook's name in the config. Few: it is looked through for each of them. */
  readonly target: string
  readonly incidentId: string
  readonly payload: string
}

export interface Snapshot {
  /** Refused, not guessed, where it is not the format that this version writes. */
  readonly format: number
  /** Of the state, as they were written. Throws where they are damaged. */
  readonly pieces: Iterable<Uint8Array>
}

/** A snapshot on its way: what is committed meanwhile is not covered by it. */
export interface SnapshotWriter {
  /** The next piece of the state. Kept, but as long as it is not finished the snapshot before is what a start finds. */
  write(piece: Uint8Array): Promise<void>
  /** Replaces the snapshot and drops the journal that it covers, in one transaction. */
  finish(): Promise<void>
}

export interface Recovery {
  readonly snapshot: Snapshot | null
  /** In the order of their commits, since the snapshot. */
  readonly journal: readonly { readonly source: string; readonly n: number; readonly data: string }[]
  readonly positions: ReadonlyMap<string, { readonly n: number; readonly resume: unknown }>
}

export interface StoredIncident {
  readonly id: string
  readonly status: IncidentStatus
  /** How often it was seen: 1, and one more for each suppressed repetition. */
  readonly count: number
  readonly raisedAt: string
  readonly lastSeenAt: string
  readonly notes: readonly { readonly at: string; readonly author: string; readonly text: string }[]
  /** As raised, with today's `tripline.incident.status` and `.count`. */
  readonly document: NestedDocument
}

export interface IncidentQuery {
  /** Words to find anywhere in the incident. */
  readonly text?: string
  readonly rule?: string
  /** This level or any above it. */
  readonly level?: string
  readonly status?: IncidentStatus
  /** Any address that the incident or its evidence names. */
  readonly address?: string
  /** Event time, RFC 3339, inclusive. */
  readonly from?: string
  readonly to?: string
  readonly limit?: number
  /** `next` of the page before. */
  readonly cursor?: string
}

export interface IncidentPage {
  /** Newest first. */
  readonly incidents: readonly StoredIncident[]
  readonly total: number
  readonly next: string | null
}

export interface IncidentUpdate {
  readonly status?: IncidentStatus
  readonly note?: { readonly author: string; readonly text: string }
}

export interface Delivered {
  readonly outcome: 'delivered' | 'retry' | 'failed'
  readonly detail: string
  /** For `retry`: when, in epoch milliseconds. */
  readonly nextAtMs?: number
  /** Need not wait for the disk: where a crash of the machine takes it, it is done once more, and that does no harm. */
  readonly isRepeatable?: true
}

export interface OutboxRow extends OutboxEntry {
  readonly attempts: number
  readonly state: 'waiting' | 'delivered' | 'failed'
  readonly nextAtMs: number
  readonly createdAtMs: number
  readonly lastDetail: string
}

/** Where incidents are looked up and worked on. */
export interface IncidentStore {
  search(query: IncidentQuery): Promise<IncidentPage>
  get(id: string): Promise<StoredIncident | null>
  /** Null where there is no such incident. `nowMs` stamps the note. */
  update(id: string, update: IncidentUpdate, nowMs: number): Promise<StoredIncident | null>
  /** Incidents by rule and by level, for filters and the overview. */
  facets(): Promise<{
    readonly rules: Readonly<Record<string, number>>
    readonly levels: Readonly<Record<string, number>>
    readonly statuses: Readonly<Record<string, number>>
  }>
}

/** What makes the pipeline exactly-once: one transaction a commit. */
export interface CommitStore {
  recover(): Promise<Recovery>
  /** Several commits, in order, in one transaction. Returns when they are durable; of fleeting ones, when a crash of this process takes nothing. */
  commit(commits: readonly Commit[], nowMs: number): Promise<void>
  /** Begins a snapshot that covers what was committed by now. One that was begun before and not finished is given up. */
  beginSnapshot(format: number): Promise<SnapshotWriter>
  /** Whether a request with that key was committed before. */
  knowsRequest(key: string): Promise<boolean>
}

export interface OutboxStore {
  /** Waiting entries whose time has come, spread over the targets so that none of them hides the others. */
  due(nowMs: number, limit: number): Promise<readonly OutboxRow[]>
  settle(id: string, result: Delivered, nowMs: number): Promise<void>
  list(filter: { readonly state?: OutboxRow['state']; readonly limit: number }): Promise<readonly OutboxRow[]>
  /** What waits of one action, due or not, oldest first. */
  waiting(action: OutboxRow['action'], limit: number): Promise<readonly OutboxRow[]>
  /** Makes a failed or waiting entry due now, all failed ones where no id is given, with all attempts anew. Returns how many. */
  retry(id: string | null, nowMs: number): Promise<number>
}

/** Keeps what could not be read where it can be looked at; bounded. */
export interface UnreadableStore {
  /** Takes a source's own account so far: what it says of a connector's reason replaces what it said of it before. */
  keepUnreadable(unreadable: readonly Unreadable[], nowMs: number): Promise<void>
  /** Last reported first. */
  listUnreadable(): Promise<readonly Unreadable[]>
}

export interface Store extends CommitStore, IncidentStore, OutboxStore, UnreadableStore {
  /**
   * Removes incidents (with notes and settled outbox rows) whose last commit was before that time, by the clock that
   * `commit` was given: an old capture read today is kept as long as what happened today. Returns how many.
   */
  expire(beforeMs: number): Promise<number>
  close(): Promise<void>
}
