// What every bringer of events promises: batches in its own order, each with how far it has come.
import type { Batch } from './batch.ts'
import type { Oddities } from './headway.ts'
import type { Layout } from './layout.ts'
import type { Progress } from './position.ts'

export interface SourceInfo {
  /** Unique among the sources of a run, and the same after a restart. */
  readonly id: string
  /** Bits of the categories that it can produce: rules over others do not wait for it. */
  readonly categories: number
  /** How far behind its newest event an event may still come, in microseconds. */
  readonly latenessUs: number
  /** `runs-on` where it is not given. */
  readonly silence?: Silence
}

/**
 * What the time of a source does when it falls silent. It always steps aside: others no longer wait for it. A log's and
 * a sender's time `runs-on` besides, as fast as wall time, from where its last event left it, so that absences are
 * decided where nobody speaks; a log of yesterday that is read today is not overtaken by today. A folder of captures
 * `stands-still`: the next one may be of any time.
 */
export type Silence = 'runs-on' | 'stands-still'

/** One batch of one source, as it goes to the engine and is committed. */
export interface Delivery {
  readonly source: string
  /** Consecutive within a source, from 1. */
  readonly n: number
  readonly batch: Batch
  /** No event before this place will come any more. */
  readonly progress: Progress
  /** What the source needs to go on after this batch: plain JSON. */
  readonly resume: unknown
  /** Its source cannot give it again, and waits for no commit: whether it is durable a moment later is the same to it. */
  readonly isFleeting?: boolean
}

export interface Source {
  readonly info: SourceInfo
  /** Reads from where `resume` says, or from the start. Ends when the input ends; never for a followed one. */
  deliveries(layout: Layout, resume?: { readonly n: number; readonly resume: unknown }): AsyncIterable<Delivery>
  /** What could not be read so far, by reason. */
  unreadable(): readonly Unreadable[]
  /** What is odd about the times of its events, where it looks at them. */
  oddities?(): Readonly<Oddities>
  /** Of a source that others send to. */
  traffic?(): Traffic
  /** The same of a source that listens in: packets. */
  packets?(): Traffic
  /** Of a source that listens in: whether it does by now. */
  isListening?(): boolean
  /** Why it brings nothing at the moment, where it knows. */
  trouble?(): Error | null
}

/** Counted from the start of the process. */
export interface Traffic {
  /** Messages or packets that came in. */
  readonly received: number
  /** Those that came faster than they could be taken in, whose sender could not be made to wait. */
  readonly dropped: number
}

/** Something that could not be read: counted, with the first few kept to look at. */
export interface Unreadable {
  readonly source: string
  /** Whose format it should have been in: a connector's name, or `sensor`. */
  readonly connector: string
  /** A sentence's worth: `not JSON`, `truncated packet`. */
  readonly reason: string
  readonly count: number
  readonly samples: readonly { readonly at: number; readonly excerpt: string }[]
}
