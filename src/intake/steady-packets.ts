// Packets of one capture → the same, none from far ahead alone: whose time the packets around it do not have gets theirs.
import { isTime } from '../event/time.ts'
import type { CaptureReader } from '../sensor/capture.ts'
import type { Packet } from '../sensor/packet.ts'

type Packets = Pick<CaptureReader, 'next' | 'isDone'>

/** Farther ahead than this is a leap, which those behind it must agree on. */
const leapUs = 600_000_000

/** So many more packets for a leap than against it decide; where time begins, the second does. */
const enough = 16
const enoughToBegin = 2

/** Where as many speak for it as against it, that many decide. */
const mostAhead = 256

/** The clock of the sensor does not go back: behind one packet of the year 2099 all others would be of then. */
export class SteadyPackets {
  readonly #packets: Packets
  #newestUs = Number.NEGATIVE_INFINITY
  /** Looked at to decide about the first of them, and not given yet. */
  readonly #ahead: Packet[] = []
  #isEnding = false
  #wrong = 0

  constructor(packets: Packets) {
    this.#packets = packets
  }

  /** Packets whose time was wrong. */
  get wrong(): number {
    return this.#wrong
  }

  /** What was looked at is all there is. */
  end(): void {
    this.#isEnding = true
  }

  /** Valid until the next call; null where more bytes are needed or nothing is left. */
  next(): Packet | null {
    if (this.#ahead.length === 0) {
      const packet = this.#packets.next()
      if (packet === null || !this.#isLeap(packet.us)) return this.#given(packet)
      this.#ahead.push({ ...packet })
    }
    const first = this.#ahead[0]!
    if (this.#isLeap(first.us)) {
      const isTrue = this.#decide(first.us)
      if (isTrue === null) return null
      if (!isTrue) this.#correct(first)
    }
    return this.#given(this.#ahead.shift()!)
  }

  #isLeap(us: number): boolean {
    return us - this.#newestUs > leapUs || !isTime(us)
  }

  #given(packet: Packet | null): Packet | null {
    if (packet !== null && packet.us > this.#newestUs) this.#newestUs = packet.us
    return packet
  }

  /** Null where more bytes are needed to tell. */
  #decide(us: number): boolean | null {
    const hasBegun = Number.isFinite(this.#newestUs)
    if (!isTime(us)) return hasBegun || this.#at(1) !== null || this.#isOver ? false : null
    const needed = hasBegun ? enough : enoughToBegin
    let votes = 1
    for (let i = 1; votes > 0 && votes < needed && i < mostAhead; i++) {
      const other = this.#at(i)
      if (other === null) return this.#isOver ? true : null
      votes += isTime(other.us) && other.us >= us - leapUs ? 1 : -1
    }
    return votes > 0
  }

  get #isOver(): boolean {
    return this.#isEnding || this.#packets.isDone
  }

  /** One of those ahead; the next of them is looked at where it was not yet. */
  #at(place: number): Packet | null {
    const known = this.#ahead[place]
    if (known) return known
    const packet = this.#packets.next()
    if (packet === null) return null
    const kept = { ...packet }
    this.#ahead.push(kept)
    return kept
  }

  /** Where none came before it, it gets the time of the one behind it. */
  #correct(packet: Packet): void {
    this.#wrong++
    packet.us = Number.isFinite(this.#newestUs) ? this.#newestUs : this.#firstUs()
    packet.nanos = 0
  }

  #firstUs(): number {
    const second = this.#at(1)
    return second !== null && isTime(second.us) ? second.us : 0
  }
}
