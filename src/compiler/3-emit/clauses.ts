// What a filter needs of single fields, as clauses of which all must be met, each by one of its needs.
import type { Need, Wanted } from '../plan.ts'

export type FieldNeed = Pick<Need, 'field'> & Wanted

/** One of them must be met. */
export type Clause = readonly FieldNeed[]

/** Of alternatives with several clauses each there are soon too many ways to choose one of each. */
const mostWays = 16

/** What is needed where one of the alternatives must hold, each of which needs all of its clauses. */
export function either(alternatives: readonly (readonly Clause[])[]): readonly Clause[] {
  const ways = alternatives.reduce((all, clauses) => all * clauses.length, 1)
  if (ways <= mostWays) return oneOfEach(alternatives)
  return oneOfEach(alternatives.map((clauses) => clauses.toSorted((a, b) => breadth(a) - breadth(b)).slice(0, 1)))
}

function oneOfEach(alternatives: readonly (readonly Clause[])[]): readonly Clause[] {
  const [first = [], ...others] = alternatives
  return others.reduce<readonly Clause[]>(
    (all, clauses) => all.flatMap((one) => clauses.map((other) => merged([...one, ...other]))),
    first,
  )
}

const breadth = (clause: Clause): number => Math.max(...clause.map(({ kind }) => breadths[kind]))

/** How much of what comes meets a need of a kind, roughly. */
const breadths: Readonly<Record<Need['kind'], number>> = {
  value: 0,
  folded: 0,
  list: 0,
  part: 0,
  least: 1,
  most: 1,
  present: 2,
}

/** Needs of the same field and kind become one. */
function merged(clause: Clause): Clause {
  const all: FieldNeed[] = []
  for (const need of clause) {
    const at = all.findIndex((other) => joined(other, need) !== null)
    if (at < 0) all.push(need)
    else all[at] = joined(all[at]!, need)!
  }
  return all
}

/** Null where they are not one. */
function joined(a: FieldNeed, b: FieldNeed): FieldNeed | null {
  if (a.field !== b.field) return null
  if (a.kind === 'value' && b.kind === 'value') return { ...a, values: union(a.values, b.values) }
  if (a.kind === 'folded' && b.kind === 'folded') return { ...a, values: union(a.values, b.values) }
  if (a.kind === 'part' && b.kind === 'part') return { ...a, texts: union(a.texts, b.texts) }
  if (a.kind === 'least' && b.kind === 'least') return { ...a, bound: Math.min(a.bound, b.bound) }
  if (a.kind === 'most' && b.kind === 'most') return { ...a, bound: Math.max(a.bound, b.bound) }
  if (a.kind === 'list' && b.kind === 'list') return a.list === b.list && a.isFolded === b.isFolded ? a : null
  return a.kind === 'present' && b.kind === 'present' ? a : null
}

const union = <T>(a: readonly T[], b: readonly T[]): readonly T[] => [...new Set([...a, ...b])]
