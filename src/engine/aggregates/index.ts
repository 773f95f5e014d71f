// Every aggregate, by the name that a rule calls it.
import type { AggregateKind } from '../../compiler/plan.ts'
import type { Accumulator } from './accumulator.ts'
import { Count } from './count.ts'
import { Distinct } from './distinct.ts'
import { Edge } from './edge.ts'
import { Extreme } from './extreme.ts'
import { Sum } from './sum.ts'

// biome-ignore format: table
export const accumulators: Readonly<Record<AggregateKind, () => Accumulator>> = {
  count:          () => new Count(),
  sum:            () => new Sum(false),
  avg:            () => new Sum(true),
  min:            () => new Extreme('min'),
  max:            () => new Extreme('max'),
  count_distinct: () => new Distinct(false),
  values:         () => new Distinct(true),
  first:          () => new Edge('first'),
  last:           () => new Edge('last'),
}
