// What is put into the queue of a pipeline, and what comes of it.
import type { Position } from '../event/position.ts'
import type { Delivery, SourceInfo } from '../event/source.ts'
import type { Commit } from '../store/store.ts'

/**
 * One thing to evaluate and commit: a batch of a source, one that came through a queue, time that moved on without one, a
 * source that others will wait for, or one that is gone. `skip`: a batch that cannot be evaluated. `change`: what the batches
 * behind it are evaluated by. `rest`: nothing, so that what is due beside evaluating is done.
 */
export type Work = (
  | { readonly kind: 'delivery'; readonly delivery: Delivery; readonly requestKey?: string }
  | { readonly kind: 'batch'; readonly source: string; readonly n: number; readonly text: string }
  | { readonly kind: 'skip'; readonly source: string; readonly n: number; readonly kept: boolean }
  | { readonly kind: 'idle'; readonly source: string; readonly at: Position | null }
  | { readonly kind: 'source'; readonly source: SourceInfo }
  | { readonly kind: 'forget'; readonly source: string }
  | { readonly kind: 'change'; readonly apply: () => void }
  | { readonly kind: 'rest' }
) & { readonly done: (error?: unknown) => void }

/** Work without its answer, which the pipeline adds. */
export type Task = Work extends infer One ? (One extends Work ? Omit<One, 'done'> : never) : never

export interface Evaluated {
  readonly work: Work
  readonly commit: Commit
}

/** Its commit may wait for others: a fleeting batch of which no incident came. */
export const canWait = (evaluated: Evaluated): boolean =>
  isFleeting(evaluated.work) && evaluated.commit.changes.length === 0

/** As it is given to the store. */
export const committed = ({ work, commit }: Evaluated): Commit =>
  isFleeting(work) ? { ...commit, isFleeting: true } : commit

const isFleeting = (work: Work): boolean => work.kind === 'delivery' && work.delivery.isFleeting === true

/** What a commit is of, and where its source goes on. */
export type Origin = Omit<Commit, 'journal' | 'changes' | 'outbox'>

export const skipped = ({ source, n, kept }: Extract<Work, { kind: 'skip' }>): Commit => ({
  ...{ source, n, resume: null, journal: null, changes: [], outbox: [] },
  ...(kept && { kept }),
})
