// Counters of parts that come, go and start anew → totals that never go back, as Prometheus wants them.

/** By name, what is counted of it: `policy → { matches: 3, late: 0 }`. */
export type Counts = ReadonlyMap<string, Readonly<Record<string, number>>>

export class Totals {
  /** What each part said when it was asked last. */
  readonly #parts = new Map<object, { readonly read: () => Counts; last: Counts }>()
  readonly #totals = new Map<string, Record<string, number>>()

  /** From now on it counts; what it counted before this does not. */
  add(part: object, read: () => Counts): void {
    const last = read()
    this.#parts.set(part, { read, last })
    for (const [name, counts] of last) for (const kind of Object.keys(counts)) this.#count(name, kind, 0)
  }

  /** What it has counted until now stays. */
  remove(part: object): void {
    this.#ask(part)
    this.#parts.delete(part)
  }

  read(): Counts {
    for (const part of this.#parts.keys()) this.#ask(part)
    return this.#totals
  }

  #ask(part: object): void {
    const known = this.#parts.get(part)
    if (!known) return
    const now = known.read()
    for (const [name, counts] of now) {
      for (const [kind, n] of Object.entries(counts)) this.#count(name, kind, grown(known.last.get(name)?.[kind], n))
    }
    known.last = now
  }

  #count(name: string, kind: string, n: number): void {
    const counts = this.#totals.get(name) ?? {}
    counts[kind] = (counts[kind] ?? 0) + n
    this.#totals.set(name, counts)
  }
}

/** Fewer than before: it began anew. */
const grown = (before = 0, now: number): number => (now < before ? now : now - before)
