// What every bringer of events promises: batches in its own order, each with how far it has come.
import type { Batch } from './batch.ts'
import type { Layout } from './layout.ts'
import type { Position } from './position.ts'

export interface SourceInfo {
  /** Unique among the sources of a run, and the same after a restart. */
  readonly id: string
  /** Bits of the categories that it can produce: rules over others do not wait for it. */
  readonly categories: number
  /** How far behind its newest event an event may still come, in microseconds. */
  readonly latenessUs: number
}

/** One batch of one source, as it goes to the engine and is committed. */
export interface Delivery {
  readonly source: string
  /** Consecutive within a source, from 1. */
  readonly n: number
  readonly batch: Batch
  /** No event before this place will come any more. */
  readonly progress: Position
  /** What the source needs to go on after this batch: plain JSON. */
  readonly resume: unknown
}

export interface Source {
  readonly info: SourceInfo
  /** Reads from where `resume` says, or from the start. Ends when the input ends; never for a followed one. */
  deliveries(layout: Layout, resume?: { readonly n: number; readonly resume: unknown }): AsyncIterable<Delivery>
  /** What could not be read so far, by reason. */
  unreadable(): readonly Unreadable[]
}

/** Something that could not be read: counted, with the first few kept to look at. */
export interface Unreadable {
  readonly source: string
  /** A sentence's worth: `not JSON`, `truncated packet`. */
  readonly reason: string
  readonly count: number
  readonly samples: readonly { readonly at: number; readonly excerpt: string }[]
}
