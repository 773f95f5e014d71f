// Where a value stands among bytes → the value that its field takes. Values that come again are the same object again.
import type { Fit } from '../../src/event/fit.ts'
import type { Scalar, Value } from '../../src/event/value.ts'
import { backslash, minus, quote, zero } from '../json/bytes.ts'
import { longestRemembered, Memo, type Room } from '../json/memo.ts'

/** The bytes that are being read: all readers of values look into the same. */
export class Bytes {
  buffer: Buffer = Buffer.alloc(0)
  view: DataView = new DataView(this.buffer.buffer)

  load(bytes: Uint8Array): void {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }
}

export class ValueReader<Made> {
  readonly #bytes: Bytes
  readonly #memo: Memo<Made>
  readonly #make: (value: Value) => Made

  constructor(bytes: Bytes, make: (value: Value) => Made, room: Room) {
    this.#bytes = bytes
    this.#make = make
    this.#memo = new Memo((start, end) => this.#read(start, end), room)
  }

  /** `start` to `end`: all of a value that is valid and no object, arrays of scalars among them. */
  read(start: number, end: number): Made {
    return end - start <= longestRemembered ? this.#memo.get(this.#bytes.view, start, end) : this.#read(start, end)
  }

  #read(start: number, end: number): Made {
    return this.#make(valueAt(this.#bytes.buffer, start, end))
  }
}

/** As it is sent. Null for an array of nothing, too. */
export function valueAt(buffer: Buffer, start: number, end: number): Value {
  if (buffer[start] === quote && !hasEscape(buffer, start, end)) return buffer.toString('utf8', start + 1, end - 1)
  const value = JSON.parse(buffer.toString('utf8', start, end)) as Value
  return Array.isArray(value) ? asList(value) : value
}

const asList = (values: readonly Scalar[]): Value => (values.length === 0 ? null : Object.freeze(values))

function hasEscape(buffer: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (buffer[at] === backslash) return true
  return false
}

/** Of a valid value, by its first byte. */
export const isNumber = (first: number): boolean => (first - zero) >>> 0 < 10 || first === minus

/** Of a valid number. */
export function numberAt(buffer: Buffer, start: number, end: number): number {
  let number = 0
  for (let at = start; at < end; at++) {
    const digit = buffer[at]! - zero
    if (digit < 0 || digit > 9) return Number(buffer.toString('latin1', start, end))
    number = number * 10 + digit
  }
  // Up to here every sum was exact.
  return end - start <= 15 ? number : Number(buffer.toString('latin1', start, end))
}

/** Whether a field takes numbers as they are, so that nothing is to be remembered of them. */
export const takesNumbers = (fit: Fit): boolean => fit(0.5) === 0.5
