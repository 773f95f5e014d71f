// What is due at a time of its own, the earliest first; what is let go, or due at another time by then, is passed over.
import { Heap } from '../heap.ts'
import { compareTime, type Time } from '../held.ts'

/** `due` is null once it is let go. */
interface Due {
  readonly due: Time | null
}

interface Entry<Item> {
  readonly item: Item
  readonly at: Time
}

/** Stale ones among those kept before it is worth while to drop them. */
const fewStale = 64

export class Timers<Item extends Due> {
  readonly #heap = new Heap<Entry<Item>>((a, b) => compareTime(a.at, b.at))
  #stale = 0

  /** An item that is added again is due at that time alone. */
  add(item: Item, at: Time): void {
    this.#heap.push({ item, at })
  }

  /** One that was added is let go, or added anew. */
  cancelled(): void {
    this.#stale++
    if (this.#stale <= fewStale || this.#stale * 2 <= this.#heap.size) return
    this.#heap.retain(({ item, at }) => item.due === at)
    this.#stale = 0
  }

  /** Takes out the earliest that is due before that time: even an event of that very time comes too late. */
  takeDue(at: Time): Item | null {
    for (let next = this.#heap.peek(); next && compareTime(next.at, at) < 0; next = this.#heap.peek()) {
      this.#heap.pop()
      if (next.item.due === next.at) return next.item
      this.#stale = Math.max(0, this.#stale - 1)
    }
    return null
  }
}
