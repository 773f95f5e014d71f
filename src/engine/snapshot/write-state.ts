// A state as plain data → its bytes, in pieces, while what it was taken of moves on.
import { Encoder } from './encoder.ts'
import { type Frozen, isFrozen } from './frozen.ts'
import { magic, version } from './tags.ts'

/** A piece is cut behind the item with which it has so many bytes. */
const pieceBytes = 1 << 20

/** Items that are taken before it is asked whether that is enough for now, unless they come to so many bytes before. */
const itemsAtOnce = 16
const bytesAtOnce = 1 << 14

/** Where the number of a list is: nothing follows. */
export const noList = 0

export class StateWriter {
  readonly #encoder: Encoder
  readonly #lists: Frozen[] = []
  /** Of each list the place of the item that was written last. */
  readonly #places: number[] = []
  /** Which of them is being taken. */
  #taking = 0
  #isWhole = false

  /** All but the items of lists is written at once; from now on these give what they hold now. `title` can be read alone. */
  constructor(title: unknown, state: unknown) {
    this.#encoder = new Encoder((value) => (isFrozen(value) ? this.#add(value) : null))
    this.#encoder.raw([...magic, version])
    this.#encoder.write(title)
    this.#encoder.write(state)
  }

  /** The next piece, or null where `isOver` says before that it is enough for now, or where there is none any more. */
  next(isOver: () => boolean, atOnce = itemsAtOnce): Uint8Array | null {
    do this.#takeSome(atOnce)
    while (!this.#isWhole && this.#encoder.size < pieceBytes && !isOver())
    return this.#isWhole || this.#encoder.size >= pieceBytes ? this.#take() : null
  }

  /** All of it was given. */
  get isDone(): boolean {
    return this.#isWhole && this.#encoder.size === 0
  }

  /** What is left is not wanted any more. */
  close(): void {
    for (const list of this.#lists.slice(this.#taking)) list.close()
    this.#taking = this.#lists.length
  }

  #take(): Uint8Array | null {
    return this.#encoder.size > 0 ? this.#encoder.take() : null
  }

  #takeSome(atOnce: number): void {
    const list = this.#lists[this.#taking]
    if (list === undefined) {
      this.#encoder.write(noList)
      this.#isWhole = true
      return
    }
    const enough = Math.min(this.#encoder.size + bytesAtOnce, pieceBytes)
    for (let n = 0; n < atOnce && this.#encoder.size < enough; n++) {
      if (list.next()) continue
      list.close()
      this.#taking++
      return
    }
  }

  #add(list: Frozen): number {
    const number = this.#lists.push(list) - 1
    this.#places.push(0)
    list.begin({ at: (place) => this.#at(number, place) })
    return number
  }

  #at(number: number, place: number): Encoder {
    const encoder = this.#encoder
    encoder.number(number + 1)
    encoder.number(place - this.#places[number]!)
    this.#places[number] = place
    return encoder
  }
}

/** At once, all of it. */
export function piecesOf(writer: StateWriter): readonly Uint8Array[] {
  const pieces: Uint8Array[] = []
  while (!writer.isDone) {
    const piece = writer.next(() => false)
    if (piece) pieces.push(piece)
  }
  return pieces
}
