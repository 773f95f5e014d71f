// The sources of a run → how each stands in time, and what is odd about its times: for metrics, the console and the log.
import { noOddities, type Oddities } from '../../event/headway.ts'
import type { Source } from '../../event/source.ts'
import { formatTime } from '../../event/time.ts'
import type { Log } from './log.ts'
import type { Meter } from './meter.ts'

export type TimedSource = Pick<Source, 'info' | 'oddities'>

export interface SourceTimes {
  readonly source: string
  /** How far behind its newest event one may come. */
  readonly latenessUs: number
  /** Silent for so long that nobody waits for it; null where others know that. */
  readonly isIdle: boolean | null
  readonly oddities: Readonly<Oddities>
}

/** `idle`: those that are; null where others know that. */
export const timesOf = (sources: readonly TimedSource[], idle: readonly string[] | null): readonly SourceTimes[] =>
  sources.map(({ info: { id, latenessUs }, oddities }) => ({
    source: id,
    latenessUs,
    isIdle: idle?.includes(id) ?? null,
    oddities: oddities?.() ?? noOddities(),
  }))

/** As the console shows them. `flows`: how far each has come, and with how many events. */
export const shownTimes = (times: readonly SourceTimes[], flows: Meter['flows']): readonly object[] =>
  times.map(({ source, latenessUs, isIdle, oddities: { lastSetBack, ...counts } }) => {
    const { events, progressUs } = flows.get(source) ?? { events: 0, progressUs: Number.NaN }
    return {
      ...{ source, events, isIdle, latenessSeconds: latenessUs / 1e6, ...counts },
      newest: Number.isFinite(progressUs) ? formatTime(progressUs + latenessUs) : null,
      lastSetBack: lastSetBack && { to: formatTime(lastSetBack.toUs), bySeconds: lastSetBack.byUs / 1e6 },
    }
  })

/** How long nothing more is said of a source of which something was said. */
const betweenMs = 60_000

/** What is odd about times is said in the log as it comes up: a clock that is wrong stays wrong until somebody sees it. */
export class TimesWatch {
  readonly #log: Pick<Log, 'warn'>
  readonly #told = new Map<string, { readonly oddities: Readonly<Oddities>; readonly atMs: number }>()

  constructor(log: Pick<Log, 'warn'>) {
    this.#log = log
  }

  /** To be called every few seconds. Late events are no fault of a clock: they are counted alone. */
  look(sources: readonly SourceTimes[], nowMs: number): void {
    for (const known of this.#told.keys()) if (!sources.some(({ source }) => source === known)) this.#told.delete(known)
    for (const { source, oddities } of sources) {
      const { oddities: before, atMs } = this.#told.get(source) ?? {
        oddities: noOddities(),
        atMs: Number.NEGATIVE_INFINITY,
      }
      const isNew = oddities.ahead > before.ahead || oddities.setBack > before.setBack
      if (!isNew || nowMs - atMs < betweenMs) continue
      this.#told.set(source, { oddities: { ...oddities }, atMs: nowMs })
      if (oddities.ahead > before.ahead)
        this.#log.warn('Events of a source are from far ahead of its others.', { source, events: oddities.ahead })
      if (oddities.setBack > before.setBack) this.#tellSetBack(source, oddities)
    }
  }

  #tellSetBack(source: string, { lastSetBack }: Readonly<Oddities>): void {
    if (lastSetBack === null) return
    const { toUs, byUs } = lastSetBack
    const reason = `Its events are late until it has caught up ${Math.round(byUs / 1_000_000)} seconds.`
    this.#log.warn('The clock of a source was set back.', { source, to: formatTime(toUs), reason })
  }
}
