// A request's body → the name under which it is taken. A request that came again has the name of the first; one that says
// the same anew, as a shipper does that sends single lines of whole seconds, has one of its own.

interface Known {
  /** How many names were given. */
  given: number
  /** Those whose request got no answer: the sender will come again. */
  readonly open: number[]
}

export interface Claim {
  readonly name: string
  /** To be called when the request is over. `isAnswered`: its sender was told that all was taken. */
  settle(isAnswered: boolean): void
}

/** Bodies remembered: a sender comes again within minutes. */
const usualBodies = 10_000

export class Repetitions {
  readonly #mostBodies: number
  /** The one that came last is last. */
  readonly #bodies = new Map<string, Known>()

  constructor(mostBodies = usualBodies) {
    this.#mostBodies = mostBodies
  }

  /** `body`: its hash. */
  claim(body: string): Claim {
    const known = this.#bodies.get(body) ?? { given: 0, open: [] }
    this.#bodies.delete(body)
    this.#bodies.set(body, known)
    const [oldest] = this.#bodies.keys()
    if (this.#bodies.size > this.#mostBodies) this.#bodies.delete(oldest!)
    const n = known.open.shift() ?? known.given++
    return {
      name: n === 0 ? body : `${body}-${n}`,
      settle(isAnswered) {
        if (!isAnswered) known.open.push(n)
      },
    }
  }
}
