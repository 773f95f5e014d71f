// What rules need → under which of their needs each is to be found: those that the fewest events meet, as far as the rules
// themselves tell.
import type { Alternatives, Detect, EventFilter, Need, SequencePlan, Step } from '../../compiler/plan.ts'
import { exchangeCategories } from '../correlations/exchange-sides.ts'
import { statsCategories } from '../correlations/stats-rows.ts'

/** How a row comes to change anything about a rule. */
export interface Ways {
  /** It passes one of these. */
  readonly filters: readonly EventFilter[]
  /** Or one of these, once something has begun. */
  readonly later?: readonly EventFilter[]
  /** Or it is of one of these categories: what begins and ends connections. */
  readonly always: number
}

export function waysInto(detect: Detect): Ways {
  switch (detect.kind) {
    case 'event':
    case 'first_seen':
      return { filters: [detect], always: 0 }
    case 'stats':
      return { filters: [detect], always: statsCategories({ ...detect, categories: 0 }) }
    case 'sequence':
      return { filters: beginningOf(detect), later: laterStepsOf(detect), always: 0 }
    case 'sample':
      return { filters: detect.steps, always: 0 }
    case 'conversation':
      return { filters: detect.judged, always: detect.ends }
    case 'exchange': {
      const { request, answer } = detect
      const silent = { ...detect, request: { ...request, categories: 0 }, answer: { ...answer, categories: 0 } }
      return { filters: [request, answer], always: exchangeCategories(silent) }
    }
  }
}

/** The steps of a sequence that may begin something, or count for what begins. */
export const beginningOf = ({ steps }: Pick<SequencePlan, 'steps'>): readonly Step[] =>
  steps.slice(0, steps.findIndex(({ absent }) => !absent) + 1)

/** The others, which say nothing before something has begun. */
export const laterStepsOf = ({ steps, until }: SequencePlan): readonly Step[] => [
  ...steps.slice(beginningOf({ steps }).length),
  ...(until ? [until] : []),
]

/** How many different values rules need of each field. */
export type Variety = ReadonlyMap<number, number>

export function varietyOf(all: readonly Ways[]): Variety {
  const values = new Map<number, Set<unknown>>()
  const add = (need: Need): void => {
    if (need.kind !== 'value' && need.kind !== 'folded') return
    const known = values.get(need.slot) ?? new Set()
    for (const value of need.values) known.add(value)
    values.set(need.slot, known)
  }
  for (const { filters, later = [] } of all)
    for (const { needs = [] } of [...filters, ...later]) for (const alternatives of needs) alternatives.forEach(add)
  return new Map([...values].map(([slot, known]) => [slot, known.size]))
}

/** What a filter needs, first what the fewest events are likely to meet. */
export function inOrderOfUse({ needs = [] }: EventFilter, variety: Variety): readonly Alternatives[] {
  if (needs.length < 2) return needs
  const share = (clause: Alternatives): number => clause.reduce((sum, need) => sum + shareOf(need, variety), 0)
  return needs.toSorted((a, b) => share(a) - share(b))
}

/** Which share of all events meets a need: an estimate, which only costs time where it is wrong. */
function shareOf(need: Need, variety: Variety): number {
  switch (need.kind) {
    case 'value':
    case 'folded':
      return need.values.length / (1 + variety.get(need.slot)!)
    case 'part':
      return need.texts.reduce((sum, text) => sum + shareOfPart(text), 0)
    case 'list':
      return 0.05
    case 'least':
    case 'most':
      return 0.15
    case 'present':
      return 0.8
  }
}

/** Rules look for what is rare. */
const shareOfPart = ({ length }: string): number => (length > 4 ? 0.005 : length > 3 ? 0.02 : length > 2 ? 0.1 : 0.3)
