// Lines that wait to be sent → bodies of requests, oldest first. Bounded: beyond it the oldest lines are dropped, and counted.

export interface Body {
  readonly bytes: Uint8Array
  readonly lines: number
}

/** What goes into one request at most. */
const most = { lines: 2000, bytes: 256 * 1024 }

/** Lines one after another in memory, the oldest first. */
interface Run {
  readonly memory: Buffer
  start: number
  end: number
  lines: number
}

/**
 * A line is written to where it is sent from, once: no text of it is kept or joined, and the collector of garbage has
 * nothing to do with it. What was taken is not written over.
 */
export class LineBuffer {
  readonly #bounds: { readonly lines: number; readonly bytes: number }
  readonly #full: Run[] = []
  #open: Run = runIn(Buffer.alloc(0))
  #bytes = 0
  length = 0
  dropped = 0

  constructor(bounds: { readonly lines: number; readonly bytes: number }) {
    this.#bounds = bounds
  }

  /** Whether a whole request's worth waits. */
  get isFull(): boolean {
    return this.#full.length > 0
  }

  /** Whether more than half waits of what may. */
  get isHalfUsed(): boolean {
    return this.length * 2 > this.#bounds.lines || this.#bytes * 2 > this.#bounds.bytes
  }

  /** `rest`: how the line goes on after the text. */
  add(text: string, rest: Uint8Array = nothing): void {
    const run = this.#runFor(mostBytes(text) + rest.length + 1)
    const { memory, end } = run
    const middle = end + memory.write(text, end)
    memory.set(rest, middle)
    run.end = middle + rest.length + 1
    memory[run.end - 1] = newline
    run.lines++
    this.length++
    this.#bytes += run.end - end
    if (run.lines === most.lines) this.#seal(memory)
    while (this.length > this.#bounds.lines || this.#bytes > this.#bounds.bytes) this.#dropOldest()
  }

  /** The oldest lines; null where there are none. */
  take(): Body | null {
    if (this.length === 0) return null
    if (!this.isFull) this.#seal(this.#open.memory)
    const { memory, start, end, lines } = this.#full.shift()!
    this.length -= lines
    this.#bytes -= end - start
    return { bytes: memory.subarray(start, end), lines }
  }

  #runFor(bytes: number): Run {
    const { memory, end } = this.#open
    if (memory.length - end < bytes) this.#seal(Buffer.allocUnsafeSlow(Math.max(most.bytes, bytes)))
    return this.#open
  }

  /** What comes goes into that memory, behind what stands there already. */
  #seal(memory: Buffer): void {
    const before = this.#open
    if (before.lines > 0) this.#full.push(before)
    this.#open = runIn(memory, memory === before.memory ? before.end : 0)
  }

  #dropOldest(): void {
    const run = this.#full[0] ?? this.#open
    const next = run.memory.indexOf(newline, run.start) + 1
    this.#bytes -= next - run.start
    run.start = next
    run.lines--
    if (run.lines === 0 && this.isFull) this.#full.shift()
    this.length--
    this.dropped++
  }
}

const newline = 0x0a
const nothing = new Uint8Array()

const runIn = (memory: Buffer, at = 0): Run => ({ memory, start: at, end: at, lines: 0 })

const longestGuessed = 16 * 1024

/** UTF-8 has at most three bytes for each UTF-16 unit: near enough for all but long texts. */
const mostBytes = (text: string): number => (text.length < longestGuessed ? text.length * 3 : Buffer.byteLength(text))
