// A seed → the choices that traffic is made of: always the same for the same seed.
import { createRandom } from '../../bench/random.ts'

export class Chance {
  readonly next: () => number

  constructor(seed: number) {
    this.next = createRandom(seed)
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least)
  }

  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1))
  }

  of<T>(all: readonly T[]): T {
    return all[Math.floor(this.next() * all.length)]!
  }

  is(share: number): boolean {
    return this.next() < share
  }

  /** Times between events that do not know of each other. */
  pause(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }

  /** Sizes: mostly around a median, now and then many times that. */
  size(median: number, spread = 1): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
    return Math.round(median * Math.exp(spread * normal))
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.whole(0, 255)))
  }

  word(letters: string, length: number): string {
    return Array.from({ length }, () => this.of([...letters])).join('')
  }

  hex(length: number): string {
    return this.word('0123456789abcdef', length)
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-')
  }
}
