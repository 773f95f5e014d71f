// Sequences that lack only that something does not come: kept until their deadlines, the earliest first.
import { Heap } from '../heap.ts'
import { compareTime, type Time } from '../held.ts'
import { type KeyState, letWait, type Waiting, waitsNoLonger } from './sequence-state.ts'

/** Cancelled ones among those kept before it is worth while to drop them. */
const fewCancelled = 64

export class Absences {
  readonly #deadlines = new Heap<Waiting>((a, b) => compareTime(a.deadline, b.deadline))
  readonly #bound: number
  readonly #changing: (state: KeyState) => void
  #open = 0

  /** `changing` is told of a state in which something is due, before it waits there no longer. */
  constructor(bound: number, changing: (state: KeyState) => void = () => {}) {
    this.#bound = bound
    this.#changing = changing
  }

  /** Those that may still fire. */
  get open(): number {
    return this.#open
  }

  /** Before that time, and at it, none is due. */
  get quietUntilUs(): number {
    return this.#deadlines.peek()?.deadline.us ?? Infinity
  }

  /** False where too many wait already. */
  add(waiting: Waiting): boolean {
    if (this.#open >= this.#bound) return false
    letWait(waiting)
    this.#deadlines.push(waiting)
    this.#open++
    return true
  }

  cancel(waiting: Waiting): void {
    this.#close(waiting)
    waiting.cancelled = true
    // What is answered soon must not stay until its deadline, which may be days away.
    const cancelled = this.#deadlines.size - this.#open
    if (cancelled > fewCancelled && cancelled > this.#open) this.#deadlines.retain((one) => !one.cancelled)
  }

  /** Takes out the earliest whose deadline is before that time: even an event of that very time comes too late. */
  takeDue(at: Time): Waiting | null {
    for (let next = this.#deadlines.peek(); next && compareTime(next.deadline, at) < 0; next = this.#deadlines.peek()) {
      this.#deadlines.pop()
      if (next.cancelled) continue
      this.#changing(next.state)
      this.#close(next)
      return next
    }
    return null
  }

  #close(waiting: Waiting): void {
    waitsNoLonger(waiting)
    this.#open--
  }
}
