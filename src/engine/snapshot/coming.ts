// A list whose items stand behind the state that it is part of → each item, as it is read, to whoever wants the list.
import { Decoder } from './decoder.ts'
import { Encoder } from './encoder.ts'

/** An item and its place in its list. Places grow along the list. */
export type Placed<Item> = readonly [place: number, item: Item]

export interface Receiver<Item> {
  /** Reads one item, which is one value, or takes it as it is. Items come in any order of their places. */
  read(place: number, from: Decoder): void
  take(place: number, item: Item): void
  /** That was all. */
  finish(): void
}

/** A list that is saved: on its way, or at hand. */
export type List<Item> = Coming | Iterable<Placed<Item>>

/** Stands in a state where the list is. */
export class Coming {
  #receiver: Pick<Receiver<unknown>, 'read' | 'finish'> | null = null
  #place = 0

  /** To be called before the items are read. What nobody wants is passed over. */
  to(receiver: Pick<Receiver<unknown>, 'read' | 'finish'>): void {
    this.#receiver = receiver
  }

  /** `step`: how far behind the item before it in the order of writing. */
  give(step: number, from: Decoder): void {
    this.#place += step
    if (this.#receiver) this.#receiver.read(this.#place, from)
    else from.value()
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
  receive(list, { read: (_, from) => take(from.value() as Item), take: (_, item) => take(item), finish: () => {} })
}

/** Of an item that is at hand, for whoever reads items one after another. */
export function decoderOf(item: unknown): Decoder {
  const encoder = new Encoder(() => null)
  encoder.write(item)
  return new Decoder([encoder.take()], () => null)
}
