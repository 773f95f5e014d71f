// Wall time → event time: a source that fell silent must not hold back absences, windows and other sources for ever.
import { exclusive, type Position } from '../../event/position.ts'
import type { Delivery } from '../../event/source.ts'

/** Silence after which time goes on without a source. */
const patienceMs = 5000

/**
 * What event time does when a source falls silent. `time-runs-on`: as fast as wall time, from where its last event left
 * it, so that a log of yesterday that is read today is never overtaken by today. `steps-aside`: it holds nobody back,
 * and time stands where it was, since the next capture may be of any time.
 */
export type Silence = 'time-runs-on' | 'steps-aside'

interface Heard {
  readonly silence: Silence
  readonly atMs: number
  /** Null where nothing has come yet. */
  readonly progress: Position | null
  /** Was told to be idle, and has said nothing since. */
  readonly idle: boolean
}

export interface Passing {
  readonly source: string
  readonly to: Position | 'idle'
}

/** Remembers when each source was last heard, and says how far its time has come since. */
export class SourceClock {
  readonly #heard = new Map<string, Heard>()

  add(source: string, silence: Silence, nowMs: number): void {
    this.#heard.set(source, { silence, atMs: nowMs, progress: null, idle: false })
  }

  hear({ source, progress }: Delivery, nowMs: number): void {
    const known = this.#heard.get(source)
    if (!known) return
    const reached = Number.isFinite(progress.us) ? progress : known.progress
    this.#heard.set(source, { ...known, atMs: nowMs, progress: reached, idle: false })
  }

  /** For every source that has been silent too long: where its time is now. */
  pass(nowMs: number): Passing[] {
    return [...this.#heard].flatMap(([source, heard]): Passing[] => {
      const silentMs = nowMs - heard.atMs
      if (silentMs < patienceMs || heard.idle) return []
      if (heard.silence === 'time-runs-on' && heard.progress) {
        return [{ source, to: { us: heard.progress.us + silentMs * 1000, nanos: 0, sequence: exclusive } }]
      }
      this.#heard.set(source, { ...heard, idle: true })
      return [{ source, to: 'idle' }]
    })
  }
}
