// What is done in the course of a drill, and when; told at once where nobody watches a status line.

export interface Happened {
  /** Since the start. */
  readonly seconds: number
  readonly what: string
}

export class History {
  readonly #startMs = Date.now()
  readonly #happened: Happened[] = []

  get seconds(): number {
    return (Date.now() - this.#startMs) / 1000
  }

  get happened(): readonly Happened[] {
    return this.#happened
  }

  note(what: string): void {
    const { seconds } = this
    this.#happened.push({ seconds, what })
    if (!process.stdout.isTTY) console.log(`${seconds.toFixed(1).padStart(7)} s  ${what}`)
  }

  count(pattern: RegExp): number {
    return this.#happened.filter(({ what }) => pattern.test(what)).length
  }
}
