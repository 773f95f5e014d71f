// Lines of events → requests to Tripline, one at a time, in the background, tried again until they are acknowledged.
import { type Body, LineBuffer } from './buffer.ts'
import type { Answered, Ask } from './http.ts'
import { pause, pauseAfter } from './patience.ts'

export interface ShipperOptions {
  readonly ask: Ask
  /** Who sends: the first part of each request's Idempotency-Key. */
  readonly instance: string
  readonly bounds: { readonly lines: number; readonly bytes: number }
  readonly onTrouble: (message: string) => void
  /** How long a line waits for others at most. */
  readonly collectMs?: number
  /** How long to wait after so many failures in a row. */
  readonly pauseMs?: (failures: number) => number
}

/** What goes out in one request, the same however often it is sent. */
interface Batch extends Body {
  readonly key: string
}

const usualCollectMs = 200
const timeoutMs = 15_000

/** What Tripline asks for may not be longer. */
const longestRetryAfterMs = 60_000

export class Shipper {
  readonly #options: ShipperOptions
  readonly #buffer: LineBuffer
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> | null = null
  /** Cut, and not yet acknowledged: it is sent again as it is, under the same key. */
  #underWay: Batch | null = null
  #requests = 0
  #failures = 0
  #inTrouble = false
  sent = 0
  /** Lines that Tripline will not take. */
  refused = 0

  constructor(options: ShipperOptions) {
    this.#options = options
    this.#buffer = new LineBuffer(options.bounds)
  }

  get waiting(): number {
    return this.#buffer.length + (this.#underWay?.lines ?? 0)
  }

  get dropped(): number {
    return this.#buffer.dropped + this.refused
  }

  /** Whether more comes than Tripline takes, though it takes. While it is away it is another matter: then the newest count. */
  get isBehind(): boolean {
    return this.#underWay !== null && this.#failures === 0 && this.#buffer.isHalfUsed
  }

  /** `rest`: how the line goes on after the text. */
  add(text: string, rest?: Uint8Array): void {
    this.#buffer.add(text, rest)
    if (this.#sending) return
    if (this.#buffer.isFull) this.#send()
    else if (!this.#timer) this.#sendSoon()
  }

  /** Sends what waits. False where not all of it was acknowledged in time. It holds the process until then. */
  async flush(patienceMs: number): Promise<boolean> {
    let hold: NodeJS.Timeout | undefined
    const overdue = new Promise<true>((resolve) => {
      hold = setTimeout(() => resolve(true), patienceMs)
    })
    try {
      while (this.waiting > 0 && !this.#stopping.signal.aborted) {
        this.#send()
        const isOver = await Promise.race([this.#sending!.then(() => false), overdue])
        if (isOver) break
      }
      return this.waiting === 0
    } finally {
      clearTimeout(hold)
    }
  }

  /** Breaks off what is under way. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#stopping.abort()
  }

  /** Several lines that come one by one are better sent together. */
  #sendSoon(): void {
    this.#timer = setTimeout(() => this.#send(), this.#options.collectMs ?? usualCollectMs)
    this.#timer.unref()
  }

  #send(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sending ??= this.#sendFull().finally(() => {
      this.#sending = null
      if (this.#buffer.length > 0 && !this.#timer && !this.#stopping.signal.aborted) this.#sendSoon()
    })
  }

  /** What waits, until there is less than a request's worth. */
  async #sendFull(): Promise<void> {
    const { signal } = this.#stopping
    for (;;) {
      const batch = this.#underWay ?? this.#cut()
      if (batch === null || signal.aborted) return
      const waitMs = await this.#attempt(batch)
      if (waitMs > 0) await pause(waitMs, signal)
      else if (!this.#buffer.isFull && this.#underWay === null) return
    }
  }

  #cut(): Batch | null {
    const body = this.#buffer.take()
    if (body) this.#underWay = { ...body, key: `${this.#options.instance}-${++this.#requests}` }
    return this.#underWay
  }

  /** Returns how long to wait before the next request. */
  async #attempt(batch: Batch): Promise<number> {
    try {
      const answer = await this.#options.ask({
        method: 'POST',
        path: '/api/events',
        headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': batch.key },
        body: batch.bytes,
        timeoutMs,
        signal: this.#stopping.signal,
      })
      return this.#judge(batch, answer)
    } catch (error) {
      return this.#failed((error as Error).message)
    }
  }

  #judge(batch: Batch, answer: Answered): number {
    const { status, text } = answer
    if (status >= 200 && status < 300) {
      this.sent += batch.lines
    } else if (hopeless.has(status)) {
      this.refused += batch.lines
      this.#tell(`Tripline refused events: ${status} ${text.slice(0, 200)}`)
    } else {
      return Math.max(this.#failed(`it answered ${status} ${text.slice(0, 200)}`), retryAfterMs(answer))
    }
    this.#underWay = null
    this.#failures = 0
    if (this.#inTrouble && status < 300) this.#recovered()
    return 0
  }

  #failed(reason: string): number {
    if (this.#stopping.signal.aborted) return 0
    this.#tell(`Tripline does not take events; they wait: ${reason}`)
    return (this.#options.pauseMs ?? pauseAfter)(++this.#failures)
  }

  #tell(message: string): void {
    if (!this.#inTrouble) this.#options.onTrouble(message)
    this.#inTrouble = true
  }

  #recovered(): void {
    this.#inTrouble = false
    this.#options.onTrouble('Tripline takes events again.')
  }
}

/** The same request would be refused again. */
const hopeless: ReadonlySet<number> = new Set([400, 413, 415])

function retryAfterMs({ headers }: Answered): number {
  const seconds = Number(headers['retry-after'])
  return seconds > 0 ? Math.min(longestRetryAfterMs, seconds * 1000) : 0
}
