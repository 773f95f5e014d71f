// What of the sensor's code has run → whether any of it had not run before. Through V8's own counts of blocks.
import { type Profiler, Session } from 'node:inspector'

export class Coverage {
  readonly #session = new Session()
  /** A byte for each place in a file: 1 where it has run. */
  readonly #seen = new Map<string, Uint8Array>()
  /** Characters of source that have run. */
  places = 0

  start(): void {
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  stop(): void {
    this.#session.disconnect()
  }

  /** Whether anything has run since the last look that had not run before it. */
  hasNews(): boolean {
    return this.#functions().some(({ url, whole }) => newIn(whole, this.#seenOf(url, whole)) > 0)
  }

  /** The same; from now on it is known. */
  learn(): boolean {
    const before = this.places
    for (const { url, whole } of this.#functions()) {
      const seen = this.#seenOf(url, whole)
      this.places += newIn(whole, seen)
      for (const [index, ran] of whole.ran.entries()) if (ran === 1) seen[whole.start + index] = 1
    }
    return this.places > before
  }

  /** Those that have run since the last look. */
  #functions(): { readonly url: string; readonly whole: Run }[] {
    const found: { url: string; whole: Run }[] = []
    // In its own thread a session answers at once.
    this.#session.post('Profiler.takePreciseCoverage', (_error, taken) => {
      for (const { url, functions } of taken?.result ?? []) {
        if (!url.includes('/src/sensor/')) continue
        for (const { ranges } of functions) if (ranges[0]!.count > 0) found.push({ url, whole: runOf(ranges) })
      }
    })
    return found
  }

  #seenOf(url: string, { start, ran }: Run): Uint8Array {
    const known = this.#seen.get(url) ?? new Uint8Array(0)
    if (known.length >= start + ran.length) return known
    const longer = new Uint8Array(start + ran.length)
    longer.set(known)
    this.#seen.set(url, longer)
    return longer
  }
}

/** Of one function: where it begins, and which of its characters ran. */
interface Run {
  readonly start: number
  readonly ran: Uint8Array
}

/** Blocks lie inside each other, the outer before the inner ones. */
function runOf([whole, ...blocks]: readonly Profiler.CoverageRange[]): Run {
  const start = whole!.startOffset
  const ran = new Uint8Array(whole!.endOffset - start).fill(1)
  for (const { startOffset, endOffset, count } of blocks)
    ran.fill(count > 0 ? 1 : 0, startOffset - start, endOffset - start)
  return { start, ran }
}

function newIn({ start, ran }: Run, seen: Uint8Array): number {
  let places = 0
  for (let at = 0; at < ran.length; at++) if (ran[at] === 1 && seen[start + at] === 0) places++
  return places
}
