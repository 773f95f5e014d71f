// How far the sources of a partition have come, looked at from time to time → those that have been silent too long.
import { encode, type SourceProgress } from '../../engine/watermark.ts'
import type { Silence } from '../../event/source.ts'
import { deafMs, type Silent, SourceClock } from '../run/clock.ts'

interface Seen {
  readonly position: string
  readonly idle: boolean
  readonly silence: Silence
}

export class SilenceWatch {
  readonly #clock = new SourceClock()
  readonly #seen = new Map<string, Seen>()
  #lookedMs: number | null = null

  /**
   * To be called every second. `silenceOf`: what a source's time does when it falls silent, which may change. Where nobody
   * could be heard for a while, silence begins anew: what was read meanwhile is still to come, and must not be late.
   */
  look(sources: readonly SourceProgress[], silenceOf: (source: string) => Silence, nowMs: number): void {
    const wasDeaf = this.#lookedMs !== null && nowMs - this.#lookedMs > deafMs
    this.#lookedMs = nowMs
    for (const { source, position, idle } of sources) {
      const before = this.#seen.get(source)
      const now = { position: JSON.stringify(encode(position)), idle, silence: silenceOf(source) }
      this.#seen.set(source, now)
      const isOther = before?.silence !== now.silence
      if (isOther) this.#clock.add(source, now.silence, nowMs)
      const spoke = !idle && (before?.idle !== false || before.position !== now.position)
      if (spoke || isOther || wasDeaf) this.#clock.hear({ source, progress: position }, nowMs)
    }
  }

  silent(nowMs: number): readonly Silent[] {
    return this.#clock.silent(nowMs)
  }
}
