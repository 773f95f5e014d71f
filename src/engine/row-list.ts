// Numbers of rows, in the order in which they came: room that was made once serves again.
import { widened } from '../event/widened.ts'

export class RowList {
  /** Longer than the list. */
  numbers = new Int32Array(leastRoom)
  size = 0

  push(number: number): void {
    if (this.size === this.numbers.length) this.numbers = widened(this.numbers, new Int32Array(this.size * 2))
    this.numbers[this.size++] = number
  }

  /** Empties it, and makes room for so many. */
  expect(numbers: number): void {
    this.size = 0
    if (numbers > this.numbers.length) this.numbers = new Int32Array(2 ** Math.ceil(Math.log2(numbers)))
  }

  clear(): void {
    this.size = 0
  }
}

const leastRoom = 64
