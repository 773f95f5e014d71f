// What waits for the search server, and what it refused for good → metrics.
import type { MetricsSource } from '../../metrics/table.ts'
import type { DeadLetterStore, Spool } from '../../store/spool.ts'
import { oldestSeconds } from '../search-server.ts'
import { fresh } from './fresh.ts'

export interface SearchMetrics {
  readonly spool: Pick<Spool, 'size'>
  /** The same by its parts, where it has any. */
  readonly spools: () => Iterable<Spool>
  readonly deadLetters: Pick<DeadLetterStore, 'counts'>
}

/** One look serves all of a scrape. */
const freshMs = 1000

export function searchMetrics({ spool, spools, deadLetters }: SearchMetrics): MetricsSource {
  const letters = fresh(
    () => deadLetters.counts(),
    freshMs,
    () => performance.now(),
  )
  return {
    tripline_search_backlog: () => spool.size(),
    tripline_search_backlog_oldest_seconds: () => oldestSeconds(spools(), Date.now()),
    tripline_dead_letters: async () => (await letters()).kept,
    tripline_dead_letters_dropped_total: async () => (await letters()).dropped,
  }
}
