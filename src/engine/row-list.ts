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

  clear(): void {
    this.size = 0
  }
}

const leastRoom = 64
