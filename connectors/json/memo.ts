// Short runs of bytes → what is made of them, made once for those that come again. Bounded, whatever comes.

/** Longer ones hardly ever come again. */
export const longestRemembered = 64

const wordsAPlace = longestRemembered / 4
const leastPlaces = 64

/** How many places the memories of one reader may have together. */
export interface Room {
  places: number
}

export const mostPlaces = 1 << 17
const mostOfOne = 1 << 15

type Make<Made> = (start: number, end: number) => Made

/** Each run has one place that it may be remembered at: the one that came last there is. */
export class Memo<Made> {
  readonly #make: Make<Made>
  readonly #room: Room
  #mask = 0
  #hashes = new Int32Array(1)
  #lengths = new Uint8Array(1)
  #words = new Int32Array(wordsAPlace)
  #made: (Made | undefined)[] = [undefined]
  /** Since the memory was made larger. */
  #missed = 0

  /** `make` is told where the run stands in the bytes that are being read. */
  constructor(make: Make<Made>, room: Room) {
    this.#make = make
    this.#room = room
  }

  /** `end - start` is 1 to `longestRemembered`. */
  get(view: DataView, start: number, end: number): Made {
    const hash = hashOf(view, start, end)
    const place = (hash ^ (hash >>> 16)) & this.#mask
    if (this.#hashes[place] === hash && this.#lengths[place] === end - start && this.#isAt(place, view, start, end))
      return this.#made[place]!
    return this.#remember(hash, view, start, end)
  }

  #isAt(place: number, view: DataView, start: number, end: number): boolean {
    const words = this.#words
    let word = place * wordsAPlace
    let at = start
    for (; at + 4 <= end; at += 4) if (view.getInt32(at, true) !== words[word++]) return false
    return at === end || tailOf(view, at, end) === words[word]
  }

  #remember(hash: number, view: DataView, start: number, end: number): Made {
    if (++this.#missed > 2 * this.#mask) this.#grow()
    const made = this.#make(start, end)
    const place = (hash ^ (hash >>> 16)) & this.#mask
    this.#hashes[place] = hash
    this.#lengths[place] = end - start
    let word = place * wordsAPlace
    let at = start
    for (; at + 4 <= end; at += 4) this.#words[word++] = view.getInt32(at, true)
    if (at < end) this.#words[word] = tailOf(view, at, end)
    this.#made[place] = made
    return made
  }

  /** What was remembered is forgotten: it comes again soon, or it is not missed. */
  #grow(): void {
    this.#missed = 0
    const places = Math.max(leastPlaces, 4 * (this.#mask + 1))
    if (places > mostOfOne || places > this.#room.places) return
    this.#room.places -= places
    this.#mask = places - 1
    this.#hashes = new Int32Array(places)
    this.#lengths = new Uint8Array(places)
    this.#words = new Int32Array(places * wordsAPlace)
    this.#made = new Array<Made | undefined>(places).fill(undefined)
  }
}

function hashOf(view: DataView, start: number, end: number): number {
  let hash = end - start
  let at = start
  for (; at + 4 <= end; at += 4) hash = mix(hash, view.getInt32(at, true))
  return at === end ? hash : mix(hash, tailOf(view, at, end))
}

/** The last bytes, fewer than four. */
function tailOf(view: DataView, at: number, end: number): number {
  let tail = 0
  for (let byte = at; byte < end; byte++) tail = (tail << 8) | view.getUint8(byte)
  return tail
}

/** As MurmurHash3 mixes a word in (public domain): few operations, and every bit of a word counts. */
function mix(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51)
  mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593) ^ hash
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}
