// How far sources came, and what was odd about their times → lines of the end of a scan.
import { noOddities, type Oddities } from '../event/headway.ts'
import type { Source } from '../event/source.ts'
import { formatTime } from '../event/time.ts'
import { count, harmless, plural } from './terminal.ts'

export interface SourceStats {
  readonly source: string
  readonly events: number
  /** How far behind its newest event one might come. */
  readonly latenessUs: number
  /** The newest time that it came to; null where there is none. */
  readonly newestUs: number | null
  readonly oddities: Readonly<Oddities>
}

/** `reached`: how far event time of a source has come, where it has. */
export const statsOf = (
  { info, oddities }: Source,
  { events, reachedUs }: { readonly events: number; readonly reachedUs: number },
): SourceStats => ({
  source: info.id,
  events,
  latenessUs: info.latenessUs,
  newestUs: Number.isFinite(reachedUs) ? reachedUs + info.latenessUs : null,
  oddities: oddities?.() ?? noOddities(),
})

/** A line a source. */
export function printSourceStats(sources: readonly SourceStats[]): string[] {
  const names = sources.map(({ source }) => harmless(source))
  const width = Math.max(0, ...names.map((name) => name.length))
  return sources.map(({ events, latenessUs, newestUs, oddities: { late } }, i) =>
    [
      `${names[i]!.padEnd(width)}  ${plural(events, 'event')}`,
      newestUs === null ? '' : `to ${formatTime(newestUs)}`,
      `${count(late)} later than its lateness of ${span(latenessUs)}`,
    ]
      .filter((part) => part !== '')
      .join(', '),
  )
}

/** What makes windows judge less than they could. `tellLate`: some rule missed an event that came late. */
export const printOddities = (sources: readonly SourceStats[], tellLate: boolean): string[] =>
  sources.flatMap(({ source, latenessUs, oddities }) => {
    const { late, ahead, setBack, lastSetBack: last } = oddities
    const parts = [
      late > 0 && tellLate ? `${plural(late, 'event')} came later than its lateness of ${span(latenessUs)}` : '',
      ahead > 0 ? `${plural(ahead, 'event')} from far ahead, which the others did not follow` : '',
      last
        ? `its clock was set back ${setBack === 1 ? '' : `${count(setBack)} times, last `}by ${span(last.byUs)} to ${formatTime(last.toUs)}`
        : '',
    ].filter((part) => part !== '')
    return parts.length > 0 ? [`${harmless(source)}: ${parts.join(', ')}`] : []
  })

const units = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['min', 60_000_000],
] as const

/** In the largest unit of which it is about one: `1 h`. */
function span(us: number): string {
  const [unit, size] = units.find(([, size]) => us > 0.95 * size) ?? ['s', 1_000_000]
  return `${count(Math.round(us / size))} ${unit}`
}
