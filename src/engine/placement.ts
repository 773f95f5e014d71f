// Where a rule's state lies when it is spread over partitions: events whose texts are equal meet in one place.
import type { Detect, KeyPart, Rule } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import { hitsOf } from './correlations/sequence-steps.ts'
import { joinParts, keyOf, partsOf, rowKey } from './key.ts'

/** The text for a row that a rule wants under that key. */
export type Placement = (key: string, batch: Batch, row: number) => string

/**
 * By the group key, or by that part of it under which incidents are suppressed: both must be decided in one place. A rule
 * whose keys do not say where that is has all its state in one place, and one that keeps no state is wherever its event is.
 */
export function placementOf({ detect, suppress, metadata }: Rule, layout: Layout): Placement {
  const together: Placement = () => `rule ${metadata.id}`
  if (detect.kind === 'event') {
    if (suppress === null) return (_key, batch, row) => batch.origins[row]!.id()
    const slots = suppress.by.map((name) => layout.slot(name))
    return slots.length === 0 || slots.includes(-1) ? together : (_key, batch, row) => rowKey(slots, batch, row)
  }
  const by = keyParts(detect)
  if (by.length === 0) return together
  if (suppress === null) return (key) => key
  const wanted = suppress.by.map((name) =>
    isStatistic(detect, name) ? -1 : by.findIndex((part) => part.name === name),
  )
  if (wanted.length === 0 || wanted.includes(-1)) return together
  const all = by.every((_, index) => wanted.includes(index))
  return all ? (key) => key : (key) => projected(key, wanted.toSorted(), by.length)
}

/** Every key under which a rule wants the row; none where it does not want it. */
export function keysIn(detect: Detect, batch: Batch, row: number): readonly string[] {
  if (detect.kind === 'sequence') return hitsOf(detect, batch, row)?.map(({ key }) => key) ?? none
  if ((detect.categories & batch.categories[row]!) === 0 || !detect.test(batch, row)) return none
  if (detect.kind === 'event') return unkeyed
  const key = keyOf(detect.by, batch, row)
  return key === null ? none : [key]
}

/** Bits of all categories that any part of it reads. */
export function categoriesOf(detect: Detect): number {
  if (detect.kind !== 'sequence') return detect.categories
  return [...detect.steps, ...(detect.until ? [detect.until] : [])].reduce((all, step) => all | step.categories, 0)
}

const none: readonly string[] = []
const unkeyed: readonly string[] = ['']

/** A sequence's keys are named by the first step that must happen, as in its incidents. */
function keyParts(detect: Exclude<Detect, { kind: 'event' }>): readonly KeyPart[] {
  return detect.kind === 'stats' ? detect.by : detect.steps.find(({ absent }) => !absent)!.by
}

const isStatistic = (detect: Detect, name: string): boolean =>
  detect.kind === 'stats' && detect.aggregates.some((aggregate) => aggregate.name === name)

/** The parts that are wanted, as a key of theirs alone: rules that group by no more than those meet there. */
function projected(key: string, wanted: readonly number[], length: number): string {
  const parts = partsOf(key, length)
  const chosen = wanted.map((index) => parts[index]!)
  return chosen.length === 1 ? chosen[0]! : joinParts(chosen)
}

/** FNV-1a, 32 bits, over UTF-16 code units. State lies by it: it stays as it is. */
export function partitionOf(text: string, partitions: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % partitions
}

/** The partition that an engine evaluates. Absent where it evaluates everything. */
export interface Share {
  readonly partition: number
  readonly partitions: number
}
