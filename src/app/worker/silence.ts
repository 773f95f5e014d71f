// How far the sources of a partition have come, looked at from time to time → those that have been silent too long.
import { encode, type SourceProgress } from '../../engine/watermark.ts'
import type { Silence } from '../../event/source.ts'
import { type Silent, SourceClock } from '../run/clock.ts'

interface Seen {
  readonly position: string
  readonly idle: boolean
}

export class SilenceWatch {
  readonly #clock = new SourceClock()
  readonly #seen = new Map<string, Seen>()

  /** `silenceOf`: what a source's time does when it falls silent. */
  look(sources: readonly SourceProgress[], silenceOf: (source: string) => Silence, nowMs: number): void {
    for (const { source, position, idle } of sources) {
      const before = this.#seen.get(source)
      const now = { position: JSON.stringify(encode(position)), idle }
      this.#seen.set(source, now)
      if (!before) this.#clock.add(source, silenceOf(source), nowMs)
      if (!idle && (before?.idle !== false || before.position !== now.position))
        this.#clock.hear({ source, progress: position }, nowMs)
    }
  }

  silent(nowMs: number): readonly Silent[] {
    return this.#clock.silent(nowMs)
  }
}
