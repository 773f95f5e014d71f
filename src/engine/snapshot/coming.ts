// A list whose items stand behind the state that it is part of → each item, as it is read, to whoever wants the list.

/** An item and its place in its list. Places grow along the list. */
export type Placed<Item> = readonly [place: number, item: Item]

export interface Receiver<Item> {
  /** Items come in any order of their places. */
  take(place: number, item: Item): void
  /** That was all. */
  finish(): void
}

/** A list that is saved: on its way, or at hand. */
export type List<Item> = Coming<Item> | Iterable<Placed<Item>>

/** Stands in a state where the list is. */
export class Coming<Item = unknown> {
  #receiver: Receiver<Item> | null = null
  #place = 0

  /** To be called before the items are read. What nobody wants is passed over. */
  to(receiver: Receiver<Item>): void {
    this.#receiver = receiver
  }

  /** `step`: how far behind the item before it in the order of writing. */
  give(step: number, item: Item): void {
    this.#place += step
    this.#receiver?.take(this.#place, item)
  }

  finish(): void {
    this.#receiver?.finish()
  }
}

/** The same of a list that is at hand. */
export function receive<Item>(list: List<Item>, receiver: Receiver<Item>): void {
  if (list instanceof Coming) {
    list.to(receiver)
    return
  }
  for (const [place, item] of list) receiver.take(place, item)
  receiver.finish()
}

/** The same where their order says nothing, or is that in which they were written. */
export function receiveEach<Item>(list: List<Item>, take: (item: Item) => void): void {
  receive(list, { take: (_, item) => take(item), finish: () => {} })
}
