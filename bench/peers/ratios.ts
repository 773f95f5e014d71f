// What everybody did in each turn → how Tripline stands to the others: each turn by itself, since its machine was about as busy.
import { median, type Row } from '../table.ts'
import type { Contender } from './contenders.ts'

/** Of one contender in one turn; absent where it has no such figure. */
export interface Figures {
  readonly engineMs?: number
  readonly engineCpuMs?: number
  readonly endToEndMs?: number
  readonly endToEndCpuMs?: number
  readonly coldSeconds?: number
  readonly peakMb?: number
}

export interface Measured {
  readonly contender: Contender
  readonly version: string
  /** By turn. */
  readonly turns: readonly Figures[]
}

interface Question {
  readonly what: string
  readonly figure: keyof Figures
  readonly against: (contender: Contender) => boolean
  readonly wanted: string
}

const isEngine = ({ kind }: Contender): boolean => kind === 'engine'
const isParsing = ({ kind, name }: Contender): boolean => kind === 'loop' && !name.includes('scanner')
const isScanning = ({ kind, name }: Contender): boolean => kind === 'loop' && name.includes('scanner')

// biome-ignore format: table
const questions: readonly Question[] = [
  { what: 'engine only',    figure: 'engineMs',    against: isEngine,   wanted: 'at least 2' },
  { what: 'engine only',    figure: 'engineMs',    against: isParsing,  wanted: 'at least 0.7' },
  { what: 'end to end',     figure: 'endToEndMs',  against: isEngine,   wanted: 'at least 2' },
  { what: 'end to end',     figure: 'endToEndMs',  against: isScanning, wanted: 'above 1' },
  { what: 'cold',           figure: 'coldSeconds', against: isEngine,   wanted: '' },
  { what: 'cold',           figure: 'coldSeconds', against: isScanning, wanted: '' },
  { what: 'peak memory',    figure: 'peakMb',      against: isEngine,   wanted: '' },
]

export function ratios(all: readonly Measured[]): readonly Row[] {
  return all
    .filter(({ contender }) => contender.kind === 'ours')
    .flatMap((ours) => questions.flatMap((question) => answer(question, ours, all)))
}

/** How many times as fast, or as small, as the best of those asked about. */
function answer({ what, figure, against, wanted }: Question, ours: Measured, all: readonly Measured[]): readonly Row[] {
  const others = all.filter((one) => against(one.contender) && valuesOf(one, figure).length > 0)
  if (others.length === 0 || valuesOf(ours, figure).length === 0) return []
  const best = others.reduce((a, b) => (median(valuesOf(b, figure)) < median(valuesOf(a, figure)) ? b : a))
  const each = ours.turns.flatMap((turn, n) => {
    const [own, other] = [turn[figure], best.turns[n]?.[figure]]
    return own === undefined || other === undefined ? [] : [other / own]
  })
  const name = `${ours.contender.name}: ${what}, against ${best.contender.name}`
  return [{ ratio: name, median: median(each), least: Math.min(...each), most: Math.max(...each), wanted }]
}

export const valuesOf = ({ turns }: Measured, figure: keyof Figures): readonly number[] =>
  turns.flatMap((turn) => turn[figure] ?? [])
