// Pings of one side and pongs of the other → whether a ping goes unanswered. RFC 6455 sections 5.5.2 and 5.5.3.

interface Ping {
  readonly us: number
  readonly body: string
}

/** What one side has asked since it was answered last. */
export class Pings {
  /** The oldest first. */
  private readonly open: Ping[] = []
  /** Whether more are open than are kept: then a pong that answers none of them may answer an older one. */
  private isFull = false
  private isTold = false

  /** Whether with this one it is plain that the other side does not answer; said once until it does. */
  ask(us: number, body: string): boolean {
    this.open.push({ us, body })
    if (this.open.length > kept) {
      // The oldest says since when nothing was answered.
      this.open.splice(1, 1)
      this.isFull = true
    }
    if (this.isTold || this.open.length <= laterPings || !this.isUnanswered(us)) return false
    this.isTold = true
    return true
  }

  /** A pong may answer the newest ping alone: those before it need no more answer then. Section 5.5.3. */
  answer(body: string): void {
    const last = this.open.findLastIndex((ping) => ping.body === body)
    if (last < 0 && !this.isFull) return
    this.open.splice(0, Math.max(1, last + 1))
    this.isFull = this.isTold = false
  }

  /** An answer may have been missed. */
  forget(): void {
    this.open.length = 0
    this.isFull = this.isTold = false
  }

  /** Whether at that time a ping had waited for longer than answers take. */
  isUnanswered(us: number): boolean {
    const [oldest] = this.open
    return oldest !== undefined && us - oldest.us >= patienceUs
  }
}

/** An answer comes as soon as is practical: that is within a round trip, on the worst of lines. */
const patienceUs = 10e6
/** Pings that follow the one without an answer. */
const laterPings = 2
/** Who floods with pings is not remembered for it. */
const kept = 16
