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
  /** The same in CPU time, where it is told. */
  readonly cpu?: keyof Figures
  readonly against: (contender: Contender) => boolean
  readonly wanted: string
}

const isEngine = ({ kind }: Contender): boolean => kind === 'engine'
const isParsing = ({ kind, name }: Contender): boolean => kind === 'loop' && !name.includes('scanner')
const isScanning = ({ kind, name }: Contender): boolean => kind === 'loop' && name.includes('scanner')

// biome-ignore format: table
const questions: readonly Question[] = [
  { what: 'engine only', figure: 'engineMs',    cpu: 'engineCpuMs',    against: isEngine,   wanted: 'at least 2' },
  { what: 'engine only', figure: 'engineMs',    cpu: 'engineCpuMs',    against: isParsing,  wanted: 'at least 0.7' },
  { what: 'end to end',  figure: 'endToEndMs',  cpu: 'endToEndCpuMs',  against: isEngine,   wanted: 'at least 2' },
  { what: 'end to end',  figure: 'endToEndMs',  cpu: 'endToEndCpuMs',  against: isScanning, wanted: 'above 1' },
  { what: 'cold',        figure: 'coldSeconds',                        against: isEngine,   wanted: '' },
  { what: 'cold',        figure: 'coldSeconds',                        against: isScanning, wanted: '' },
  { what: 'peak memory', figure: 'peakMb',                             against: isEngine,   wanted: '' },
]

export function ratios(all: readonly Measured[]): readonly Row[] {
  return all
    .filter(({ contender }) => contender.kind === 'ours')
    .flatMap((ours) => questions.flatMap((question) => answer(question, ours, all)))
}

/** How many times as fast, or as small, as the best of those asked about. */
function answer(question: Question, ours: Measured, all: readonly Measured[]): readonly Row[] {
  const { what, figure, cpu, against, wanted } = question
  const others = all.filter((one) => against(one.contender) && valuesOf(one, figure).length > 0)
  if (others.length === 0 || valuesOf(ours, figure).length === 0) return []
  const best = others.reduce((a, b) => (median(valuesOf(b, figure)) < median(valuesOf(a, figure)) ? b : a))
  const each = inTurns(ours, best, figure)
  const ratio = `${ours.contender.name}: ${what}, against ${best.contender.name}`
  const byCpu = cpu ? { 'by CPU': median(inTurns(ours, best, cpu)) } : {}
  return [{ ratio, median: median(each), least: Math.min(...each), most: Math.max(...each), ...byCpu, wanted }]
}

function inTurns(ours: Measured, other: Measured, figure: keyof Figures): readonly number[] {
  return ours.turns.flatMap((turn, n) => {
    const [own, its] = [turn[figure], other.turns[n]?.[figure]]
    return own === undefined || its === undefined ? [] : [its / own]
  })
}

export const valuesOf = ({ turns }: Measured, figure: keyof Figures): readonly number[] =>
  turns.flatMap((turn) => turn[figure] ?? [])
