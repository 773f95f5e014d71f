// Where logs go on that were read → those of them that are gone, and for so long that they need not be remembered.
import { dirname, matchesGlob, resolve } from 'node:path'

type Positions = ReadonlyMap<string, { readonly resume: unknown }>

export interface Remaining {
  /** The folder or pattern that the logs are of: what others name is theirs to forget. */
  readonly path: string
  /** Logs that are there, or are read. */
  readonly there: ReadonlySet<string>
  readonly nowMs: number
}

/** A log that comes back within a week goes on under new names; later it begins anew. */
const rememberedMs = 7 * 24 * 3_600_000
/** However many files come and go. */
const mostRemembered = 1000

/** The one that was written to last is remembered longest. */
export function goneFor(positions: Positions, { path, there, nowMs }: Remaining): readonly string[] {
  const gone = [...positions]
    .filter(([log]) => !there.has(log) && isOf(path, log))
    .map(([log, { resume }]) => ({ log, changedMs: changedMs(resume) }))
    .sort((a, b) => b.changedMs - a.changedMs)
  return gone
    .filter(({ changedMs }, index) => index >= mostRemembered || nowMs - changedMs > rememberedMs)
    .map(({ log }) => log)
}

const isOf = (path: string, log: string): boolean => dirname(log) === resolve(path) || matchesGlob(log, resolve(path))

/** When it was written to, as its source had read it; 0 where that is not known. */
const changedMs = (resume: unknown): number =>
  (resume as { readonly place?: { readonly changedMs?: number } | null } | null)?.place?.changedMs ?? 0
