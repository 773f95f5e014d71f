// Wall time → event time: a source that fell silent must not hold back absences, windows and other sources for ever.
import { exclusive, type Position, type Progress } from '../../event/position.ts'
import type { Delivery, Silence } from '../../event/source.ts'

/** Silence after which time goes on without a source. */
const patienceMs = 5000

/** Whoever looks every second, and did not for so long, could not hear anybody: frozen, or cut off. */
export const deafMs = 3000

interface Heard {
  readonly silence: Silence
  readonly atMs: number
  /** Null where nothing has come yet. */
  readonly progress: Progress | null
  /** Was told to be idle, and has said nothing since. */
  readonly idle: boolean
}

/** A source that is silent, and how far its time has run on. */
export interface Silent {
  readonly source: string
  readonly at: Position | null
}

/** Remembers when each source was last heard. */
export class SourceClock {
  readonly #heard = new Map<string, Heard>()

  add(source: string, silence: Silence, nowMs: number): void {
    this.#heard.set(source, { silence, atMs: nowMs, progress: null, idle: false })
  }

  remove(source: string): void {
    this.#heard.delete(source)
  }

  hear({ source, progress }: Pick<Delivery, 'source' | 'progress'>, nowMs: number): void {
    const known = this.#heard.get(source)
    if (!known) return
    const isKnown = Number.isFinite(progress.us) || progress.aheadUs !== undefined
    const reached = isKnown ? progress : known.progress
    this.#heard.set(source, { ...known, atMs: nowMs, progress: reached, idle: false })
  }

  /** Nobody could be heard until now: silence begins anew. What was read meanwhile is still to come, and must not be late. */
  wasDeaf(nowMs: number): void {
    for (const [source, heard] of this.#heard) this.#heard.set(source, { ...heard, atMs: nowMs })
  }

  /** Every source that has been silent too long; one whose time stands still only once. */
  silent(nowMs: number): Silent[] {
    return [...this.#heard].flatMap(([source, heard]): Silent[] => {
      const silentMs = nowMs - heard.atMs
      if (silentMs < patienceMs || (heard.idle && !runsOn(heard))) return []
      this.#heard.set(source, { ...heard, idle: true })
      return [{ source, at: runsOn(heard) ? later(heard.progress, silentMs) : null }]
    })
  }
}

const runsOn = (heard: Heard): heard is Heard & { readonly progress: Progress } =>
  heard.silence === 'runs-on' && heard.progress !== null

/** Nothing comes that speaks against an event from far ahead: it is believed. */
const later = ({ us, aheadUs = us }: Progress, ms: number): Position => ({
  us: aheadUs + ms * 1000,
  nanos: 0,
  sequence: exclusive,
})
