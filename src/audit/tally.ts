// How often something was seen, with the first few times that it was.

export interface Example {
  /** Microseconds since the epoch. */
  readonly us: number
  /** The client's address; null where the input does not tell. */
  readonly client: string | null
  /** What was seen: text of strangers. */
  readonly what: string
}

/** Enough to look it up by. */
const mostExamples = 3

export class Tally {
  count = 0
  readonly examples: Example[] = []

  add(example: Example): void {
    this.count++
    const isKnown = this.examples.some(({ what, client }) => what === example.what && client === example.client)
    if (!isKnown && this.examples.length < mostExamples) this.examples.push(example)
  }
}
