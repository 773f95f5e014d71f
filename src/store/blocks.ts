// What is blocked in the kernel, as far as a run answers for it; and what operators ask of the run that is alive.
import type { OutboxEntry } from './store.ts'

export interface Block {
  /** An address, or a network with its length. */
  readonly address: string
  readonly sinceMs: number
  readonly untilMs: number
  /** The rule that asked for it; null: an operator. */
  readonly rule: string | null
  /** The first incident that it is for. */
  readonly incident: string | null
}

export interface BlockStore {
  /** Those that are not over. */
  blocks(nowMs: number): Promise<readonly Block[]>
  /** Replaces what is known of the address; lets go of what is over. On the disk with the next that waits for it. */
  putBlock(block: Block, nowMs: number): Promise<void>
  removeBlock(address: string): Promise<void>
  /** Puts a row into the outbox that no incident asked for. */
  ask(entry: OutboxEntry, nowMs: number): Promise<void>
}
