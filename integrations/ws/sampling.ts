// A connection's id → whether its messages are sent; and how many may be in a second, of all and of one.

/** The same id is always judged the same: FNV-1a, spread over all its bits, against the share. */
export function isSampled(id: string, share: number): boolean {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < share
}

/** What one connection has used of its second. */
export interface Used {
  second: number
  messages: number
}

/** One connection's part of the rate: whoever floods does not keep the others out of sight. */
const part = 4

export class Rate {
  readonly #most: number
  readonly #mostOfOne: number
  #second = 0
  #messages = 0
  /** Messages that were beyond it. */
  skipped = 0

  constructor(perSecond: number) {
    this.#most = perSecond
    this.#mostOfOne = Math.ceil(perSecond / part)
  }

  /** Whether nobody may send any more in this second. */
  get isUsedUp(): boolean {
    return this.#messages >= this.#most
  }

  /** Whether one more message of that connection may be sent; counted either way. */
  take(used: Used, nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#messages = 0
    }
    if (second !== used.second) {
      used.second = second
      used.messages = 0
    }
    if (this.#messages >= this.#most || used.messages >= this.#mostOfOne) {
      this.skipped++
      return false
    }
    this.#messages++
    used.messages++
    return true
  }
}
