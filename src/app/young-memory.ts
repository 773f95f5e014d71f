// How large the memory grows in which everything new lies until it is collected: no larger than what a batch leaves behind
// needs. V8 itself lets it grow to 128 MiB, which only a program that makes much at once has something of.
import { getHeapSpaceStatistics } from 'node:v8'
import { isKnownV8, tellV8 } from './tell-v8.ts'

/** From here on it grows no more than V8 has decided by then: to some 16 MiB, half of which is where what survives is copied to. */
const enoughBytes = 1 << 22

/** So many calls apart, since to look costs more than a call that does not. */
const lookingAfter = 4

export class YoungMemory {
  #isBounded = !isKnownV8
  #calls = 0

  /** To be called now and then while there is much to do. */
  bound(): void {
    if (!this.#isBounded && this.#calls++ % lookingAfter === 0) this.boundNow()
  }

  boundNow(): void {
    if (this.#isBounded || youngBytes() < enoughBytes) return
    this.#isBounded = true
    tellV8('--semi-space-growth-factor=1')
  }
}

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0
