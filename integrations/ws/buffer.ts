// Lines that wait to be sent → bodies of requests, oldest first. Bounded: beyond it the oldest lines are dropped, and counted.

export interface Body {
  readonly text: string
  readonly lines: number
}

/** What goes into one request at most. */
const most = { lines: 2000, characters: 256 * 1024 }

export class LineBuffer {
  readonly #bounds: { readonly lines: number; readonly characters: number }
  #lines: string[] = []
  /** Where the oldest is: what stands before it was taken. */
  #first = 0
  #characters = 0
  dropped = 0

  constructor(bounds: { readonly lines: number; readonly characters: number }) {
    this.#bounds = bounds
  }

  get length(): number {
    return this.#lines.length - this.#first
  }

  /** Whether a whole request's worth waits. */
  get isFull(): boolean {
    return this.length >= most.lines || this.#characters >= most.characters
  }

  add(line: string): void {
    this.#lines.push(line)
    this.#characters += line.length
    while (this.length > this.#bounds.lines || this.#characters > this.#bounds.characters) {
      this.#shift()
      this.dropped++
    }
  }

  /** The oldest lines, which are the caller's from then on; null where there are none. */
  take(): Body | null {
    if (this.length === 0) return null
    const lines: string[] = []
    for (let characters = 0; this.length > 0 && lines.length < most.lines && characters < most.characters; ) {
      const line = this.#shift()
      lines.push(line)
      characters += line.length
    }
    return { text: `${lines.join('\n')}\n`, lines: lines.length }
  }

  #shift(): string {
    const line = this.#lines[this.#first]!
    this.#lines[this.#first++] = ''
    this.#characters -= line.length
    if (this.#first > 1024 && this.#first * 2 > this.#lines.length) this.#compact()
    return line
  }

  #compact(): void {
    this.#lines = this.#lines.slice(this.#first)
    this.#first = 0
  }
}
