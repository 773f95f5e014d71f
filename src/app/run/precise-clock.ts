// The clock of this machine, in microseconds: the one that captures are stamped by.

/** Wall time to the millisecond, made finer by a clock that cannot be set; follows where the wall clock is set. */
export function createPreciseClock(wallMs: () => number, fineMs: () => number, originMs: number): () => number {
  let offsetMs = originMs
  return () => {
    const wall = wallMs()
    const fine = offsetMs + fineMs()
    if (fine < wall) offsetMs += wall - fine
    else if (fine >= wall + 1) offsetMs -= fine - (wall + 1)
    return Math.round((offsetMs + fineMs()) * 1000)
  }
}

export const preciseNowUs: () => number = createPreciseClock(Date.now, () => performance.now(), performance.timeOrigin)
