// How often something failed in a row → how long to wait before the next attempt.

const shortestMs = 500
const longestMs = 30_000

/** Doubles from half a second to half a minute; up to a fifth is added, so that many do not come back together. */
export const pauseAfter = (failures: number): number =>
  Math.min(longestMs, shortestMs * 2 ** (failures - 1)) * (1 + Math.random() / 5)

/** Resolves after that time, or as soon as the signal says so. Keeps no process alive. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    timer.unref()
    signal?.addEventListener('abort', done)
    if (signal?.aborted) done()
  })
}
