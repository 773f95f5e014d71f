// What a rule's sliding windows keep of an event → the JavaScript of the loop that takes rows of a batch into them: in it the span,
// the key's column and the aggregate are constants, and a row is read, its window found, freed of what is over, and judged in
// one go. Rules of one shape share it.
import { firstAt, newestAt, oldestAt, ringAt, roomAt, sizeAt, sumsAt, unmarked } from './entries.ts'
import { markAt, nanosAt, numbersFrom, usAt } from './rings.ts'

export interface SlidingShape {
  readonly spanUs: number
  /** Numbers of a window's head, and of an entry. */
  readonly stride: number
  readonly width: number
  /** The column of the key, where it is that and nothing else. */
  readonly keySlot: number | null
  /** Whether of each event a number is kept: else its coming is all that counts. */
  readonly keepsNumber: boolean
  /** The column of that number, where it is that and nothing else. */
  readonly numberSlot: number | null
  /** The number of entries is all that is told. */
  readonly isSize: boolean
}

/**
 * The body of a function of `k`, which has the rule's own code, that returns the loop. That gives the place of the first row that
 * was not taken: what of a row the rule's own code reads is read before anything is changed by it.
 */
export const slidingSource = (shape: SlidingShape): string => `"use strict"
const { keyOf, numberOf, having } = k
return (w, of, taker) => {
  const { batch, rows, selected } = of
  const { times, nanos } = batch
  const { numbers: picked, size: to } = selected
  const { windows, entries, coded, kept, told } = w
  const { columns, rings } = entries
  const { perWindow } = kept
  ${openColumns(shape)}
  for (let n = 0; n < to; n++) {
    const row = picked[n]
    ${readKey(shape)}
    ${readNumber(shape)}
    const us = times[row]
    if (us >= windows.quietUntilUs) {
      windows.forgetOver(us, nanos[row], ${shape.spanUs})
      ${shape.keySlot === null ? '' : 'slot = coded.slotAt(code)'}
    }
    ${findSlot(shape)}
    const head = slot * ${shape.stride}
    const heads = entries.heads
    if (us - heads[head + ${oldestAt}] >= ${shape.spanUs}) {
      ${expire(shape)}
    }
    if (windows.isFull(heads[head + ${sizeAt}])) windows.makeRoom(slot)
    const size = heads[head + ${sizeAt}]
    const mark = kept.keepRow(rows, row, size)
    if (size === heads[head + ${roomAt}]) entries.grow(head)
    ${push(shape)}
    told[0] = ${shape.isSize ? 'size + 1' : `columns.valueOf(0, heads, head + ${sumsAt}, slot, size + 1, ${shape.spanUs})`}
    if (w.holds(having)) w.find(slot, row, of)
    taker.took(batch, row, rows, true)
  }
  return to
}`

function openColumns({ keySlot, numberSlot }: SlidingShape): string {
  return `${
    keySlot === null
      ? ''
      : `const keys = batch.columns[${keySlot}]
  const codes = keys.codes
  coded.begin(keys)`
  }
  ${numberSlot === null ? '' : `const values = batch.columns[${numberSlot}]`}`
}

function readKey({ keySlot }: SlidingShape): string {
  if (keySlot === null)
    return `let key
    try { key = keyOf(batch, row) } catch { return n }
    if (key === null) continue`
  return `const code = codes[row]
    let slot = coded.slotAt(code)
    let key = null
    if (slot < 0) {
      try { key = keyOf(batch, row) } catch { return n }
      if (key === null) continue
    }`
}

function readNumber({ keepsNumber, numberSlot }: SlidingShape): string {
  if (!keepsNumber) return ''
  const otherwise = `try { number = columns.numberIn(0, numberOf(batch, row)) } catch { return n }`
  if (numberSlot === null)
    return `let number
    ${otherwise}`
  return `let number = values.at(row)
    if (typeof number !== "number") ${otherwise}`
}

/** Others may have gone since the key was looked for. */
function findSlot({ keySlot }: SlidingShape): string {
  const otherwise = `if (!windows.admits(key)) {
        taker.took(batch, row, rows, false)
        continue
      }
      `
  if (keySlot === null) return `${otherwise}const slot = windows.touch(key)`
  return `if (slot >= 0) windows.slots.touchAt(slot)
    else {
      key ??= keyOf(batch, row)
      ${otherwise}slot = coded.touch(key, code)
    }`
}

const expire = ({ spanUs, width, keepsNumber }: SlidingShape): string => `const ring = heads[head + ${ringAt}]
      const last = heads[head + ${roomAt}] - 1
      const before = heads[head + ${sizeAt}]
      const { numbers } = rings
      let first = heads[head + ${firstAt}]
      let size = before
      let oldest = Infinity
      for (; size > 0; size--) {
        const at = (ring + (first & last)) * ${width}
        oldest = numbers[at + ${usAt}]
        const age = us - oldest
        if (age < ${spanUs} || age === ${spanUs} && nanos[row] < numbers[at + ${nanosAt}]) break
        const mark = numbers[at + ${markAt}]
        if (mark !== ${unmarked}) kept.letGo(mark)
        ${keepsNumber ? `columns.remove(heads, head + ${sumsAt}, numbers[at + ${numbersFrom}])` : ''}
        first++
      }
      heads[head + ${firstAt}] = first
      heads[head + ${sizeAt}] = size
      heads[head + ${oldestAt}] = size === 0 ? Infinity : oldest
      if (size === 0) heads[head + ${newestAt}] = -Infinity
      windows.held -= before - size`

const push = ({ width, keepsNumber }: SlidingShape): string => `const ring = heads[head + ${ringAt}]
    const last = heads[head + ${roomAt}] - 1
    const ordinal = heads[head + ${firstAt}] + size
    const at = (ring + (ordinal & last)) * ${width}
    const { numbers } = rings
    heads[head + ${sizeAt}] = size + 1
    heads[head + ${newestAt}] = us
    if (size === 0) heads[head + ${oldestAt}] = us
    numbers[at + ${usAt}] = us
    numbers[at + ${nanosAt}] = nanos[row]
    numbers[at + ${markAt}] = mark
    ${
      keepsNumber
        ? `numbers[at + ${numbersFrom}] = number
    columns.add(heads, head + ${sumsAt}, number)`
        : ''
    }
    if (size >= perWindow) entries.unmark((ring + ((ordinal - perWindow) & last)) * ${width})
    windows.held++`
