// Work on a server that may be busy or away → its result, however long that takes; who waits is told why.
import { setTimeout as sleep } from 'node:timers/promises'
import { OperationalError } from '../../errors.ts'
import type { Elastic } from './connect.ts'

export interface Patience {
  /** Ends all waiting. */
  readonly signal: AbortSignal
  /** From 0 to 1. */
  readonly random: () => number
  /** Told at every failure, and at every success. */
  readonly onTrouble: (error: OperationalError) => void
  readonly onWorks: () => void
  /** The first pause; for tests. */
  readonly firstPauseMs?: number
}

const defaultFirstPauseMs = 250
const longestPauseMs = 30_000

/** Twice as long each time, and between half of it and all of it, so that those who failed together do not come back together. */
export function pauseMs(
  { random, firstPauseMs = defaultFirstPauseMs }: Pick<Patience, 'random' | 'firstPauseMs'>,
  failures: number,
): number {
  const whole = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 20))
  return whole * (0.5 + random() / 2)
}

export async function pause(patience: Patience, failures: number): Promise<void> {
  await sleep(pauseMs(patience, failures), undefined, { signal: patience.signal })
}

/** A request, tried until it works. */
export const persist = <T>(
  elastic: Elastic,
  patience: Patience,
  request: Parameters<typeof elastic.ask<T>>[0],
): Promise<T> => insist(patience, () => elastic.ask(request))

/** Tries until it works. Throws only when the signal ends it, or for what is no failure of the server. */
export async function insist<T>(patience: Patience, work: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    patience.signal.throwIfAborted()
    try {
      const result = await work()
      patience.onWorks()
      return result
    } catch (error) {
      patience.signal.throwIfAborted()
      if (!(error instanceof OperationalError)) throw error
      patience.onTrouble(error)
      await pause(patience, failures)
    }
  }
}
