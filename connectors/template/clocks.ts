// The minutes of a column of times, in the kernel's memory (assembly/clock.ts): the last ones that any line was of.
import type { Arena } from '../json/arena.ts'
import { type Clock, longestClock } from './clock.ts'

const most = 16
/** In bytes. */
const headBytes = 16
const clockBytes = 128
const place = { mask: 48, words: 96, us: 120 } as const

export class Clocks {
  readonly at: number
  readonly #arena: Arena
  #known = 0

  constructor(arena: Arena) {
    this.#arena = arena
    this.at = arena.take(headBytes + most * clockBytes)
  }

  /** In place of that which came first. */
  add({ text, second, mostTens, fraction, digits, us }: Clock): void {
    const index = this.#known++ % most
    const at = this.at + headBytes + index * clockBytes
    const { bytes } = this.#arena
    bytes.write(text.padEnd(longestClock, '\0'), at, 'latin1')
    bytes.fill(0, at + place.mask, at + place.words)
    bytes.fill(0xff, at + place.mask, at + place.mask + text.length)
    bytes.fill(0, at + place.mask + second, at + place.mask + second + 2)
    bytes.fill(0, at + place.mask + fraction, at + place.mask + fraction + digits)
    this.#arena.setWords(at + place.words, [text.length, second, mostTens, fraction, digits])
    bytes.writeDoubleLE(us, at + place.us)
    this.#arena.setWords(this.at, [Math.min(this.#known, most), index])
  }
}
