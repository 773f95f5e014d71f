// What must hold for the program to do its work → whether it does now, by name. Asked by anybody, so it costs little.
import { access, constants, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readiness } from '../../api/options.ts'
import type { CaptureState } from './captures.ts'
import { fresh } from './fresh.ts'

export interface Check {
  readonly name: string
  /** Null where it holds, else why not: a sentence of ours, without addresses, secrets or a stranger's words. */
  readonly ask: () => string | null | Promise<string | null>
}

/** An answer is good for so long: whoever asks more often gets the same one. */
const freshMs = 1000

const patienceMs = 2000

/** `now`: milliseconds that never go back. */
export const createReadiness = (checks: readonly Check[], now: () => number): (() => Promise<Readiness>) =>
  fresh(() => askAll(checks), freshMs, now)

async function askAll(checks: readonly Check[]): Promise<Readiness> {
  const reasons = await Promise.all(checks.map((check) => answerOf(check)))
  const results = checks.map(({ name }, place) => [name, result(reasons[place]!)] as const)
  return { ready: reasons.every((reason) => reason === null), checks: Object.fromEntries(results) }
}

const result = (reason: string | null): Readiness['checks'][string] =>
  reason === null ? { status: 'ok' } : { status: 'failed', reason }

async function answerOf({ ask }: Check): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((done) => {
    timer = setTimeout(() => done('No answer within two seconds.'), patienceMs)
  })
  try {
    return await Promise.race([ask(), late])
  } catch {
    // What was thrown may name addresses and users: that is for the log.
    return 'It could not be asked.'
  } finally {
    clearTimeout(timer)
  }
}

/** Below this, the next commits are about to fail. */
const leastFreeBytes = 32 << 20

/** Commits succeed, and the next ones can be expected to. */
export const storeCheck = (path: string, isFailing: () => boolean): Check => ({
  name: 'store',
  ask: async () => {
    if (isFailing()) return 'Commits fail. The log says why.'
    return (await isWritable(path)) ? await spaceLeft(path) : 'Its file cannot be written.'
  },
})

const isWritable = (path: string): Promise<boolean> =>
  access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  )

async function spaceLeft(path: string): Promise<string | null> {
  const { bavail, bsize } = await statfs(dirname(path))
  return bavail * bsize >= leastFreeBytes ? null : `Less than ${leastFreeBytes >> 20} MiB of its disk are free.`
}

/** A program that ends takes no more: whoever chooses among several shall choose another. */
export const stoppingCheck = (stopping: AbortSignal): Check => ({
  name: 'running',
  ask: () => (stopping.aborted ? 'It is stopping.' : null),
})

/** Every interface that is to be listened to is. What is missed meanwhile cannot be read again. */
export const captureCheck = (captures: () => readonly Pick<CaptureState, 'trouble'>[]): Check => ({
  name: 'capture',
  ask: () =>
    captures().some(({ trouble }) => trouble !== null) ? 'An interface is not captured. The log says why.' : null,
})

export const queueCheck = (isReachable: () => boolean | Promise<boolean>): Check => ({
  name: 'queue',
  ask: async () => ((await isReachable()) ? null : 'Redis does not answer.'),
})

/** A search server that is away for a while loses nothing: what waits for it is kept. */
const longestBacklogSeconds = 300

/** `oldestSeconds`: how long the oldest change has waited for the search server; 0 where none waits. */
export const searchCheck = (oldestSeconds: () => number | Promise<number>): Check => ({
  name: 'search',
  ask: async () =>
    (await oldestSeconds()) <= longestBacklogSeconds
      ? null
      : 'Incidents have waited for Elasticsearch for over five minutes.',
})
