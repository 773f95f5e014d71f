// A question that costs something → one answer for whoever asks within a while, also for those who ask meanwhile.

/** `now`: milliseconds that never go back. */
export function fresh<Answer>(ask: () => Promise<Answer>, freshMs: number, now: () => number): () => Promise<Answer> {
  let last: { readonly atMs: number; readonly answer: Promise<Answer> } | null = null
  return () => {
    if (last === null || now() - last.atMs >= freshMs) last = { atMs: now(), answer: ask() }
    return last.answer
  }
}
