// The condition on statistics → how many rows a window that it holds on has at least, as far as its counts say so.
import type { Comparator, Comparison, Expression, StatsStage } from '../ast.ts'

/** 0 where it may hold on a window of any size. */
export const leastRowsOf = ({ aggregates, having }: Pick<StatsStage, 'aggregates' | 'having'>): number => {
  const counts = new Set(aggregates.filter((part) => part.function.text === 'count').map(({ name }) => name.text))
  return having === null ? 0 : leastIn(having, counts)
}

function leastIn(condition: Expression, counts: ReadonlySet<string>): number {
  switch (condition.kind) {
    case 'and':
      return Math.max(...condition.all.map((part) => leastIn(part, counts)))
    case 'or':
      return Math.min(...condition.all.map((part) => leastIn(part, counts)))
    case 'compare':
      return leastFor(condition, counts)
    default:
      return 0
  }
}

/** `30 <= n` says the same as `n >= 30`. */
// biome-ignore format: table
const mirrored: Readonly<Record<Comparator, Comparator>> = {
  '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=',
}

/** A count is no more than the rows that it is of, with whatever condition of its own. */
function leastFor({ operator, left, right }: Comparison, counts: ReadonlySet<string>): number {
  const [name, compared, bound] = left.kind === 'field' ? [left, operator, right] : [right, mirrored[operator], left]
  if (name.kind !== 'field' || !counts.has(name.name)) return 0
  if (bound.kind !== 'literal' || typeof bound.value !== 'number') return 0
  if (compared === '>') return Math.max(0, Math.floor(bound.value) + 1)
  return compared === '>=' || compared === '==' ? Math.max(0, Math.ceil(bound.value)) : 0
}
