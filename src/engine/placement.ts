// Where a rule's state lies when it is spread over partitions: events whose texts are equal meet in one place.
import type { Detect, KeyPart, Rule } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import { conversationCategories, readConversation } from './correlations/conversation.ts'
import { exchangeCategories, exchangeKeys, watchesConnections } from './correlations/exchange-sides.ts'
import { hitsOf } from './correlations/sequence-steps.ts'
import { spreadBy, statsCategories, statsInput } from './correlations/stats-rows.ts'
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
    if (suppress === null) return (_key, batch, row) => batch.origin(row).id()
    const slots = suppress.by.map((name) => layout.slot(name))
    return slots.length === 0 || slots.includes(-1) ? together : (_key, batch, row) => rowKey(slots, batch, row)
  }
  const by = keyParts(detect)
  if (by.length === 0) return together
  const usable = usableKeys(detect, by)
  const suppressed = suppress?.by.map((name) =>
    isStatistic(detect, name) ? -1 : by.findIndex((part) => part.name === name),
  )
  if (suppressed?.includes(-1)) return together
  const wanted = suppressed ? usable.filter((index) => suppressed.includes(index)) : usable
  if (wanted.length === 0) return together
  return wanted.length === by.length ? (key) => key : (key) => projected(key, wanted, by.length)
}

/** Names of the keys by which a rule's state may be spread; null where it keeps none, and may lie anywhere. */
export function spreadNames({ detect, suppress }: Rule): readonly string[] | null {
  if (detect.kind === 'event') return suppress?.by ?? null
  const by = keyParts(detect)
  const names = usableKeys(detect, by).map((index) => by[index]!.name)
  const isByKeys = suppress?.by.every((name) => !isStatistic(detect, name) && by.some((part) => part.name === name))
  if (isByKeys === false) return []
  return suppress ? names.filter((name) => suppress.by.includes(name)) : names
}

/** By some of the names by which it may be spread. */
export function placedBy({ detect }: Rule, names: readonly string[], layout: Layout): Placement {
  if (detect.kind === 'event') {
    const slots = names.map((name) => layout.slot(name))
    return (_key, batch, row) => rowKey(slots, batch, row)
  }
  const by = keyParts(detect)
  const wanted = names.map((name) => by.findIndex((part) => part.name === name))
  return (key) => projected(key, wanted, by.length)
}

/** Every key under which a rule wants the row; none where it does not want it. */
export function keysIn(detect: Detect, batch: Batch, row: number): readonly string[] {
  if (detect.kind === 'sequence' || detect.kind === 'sample')
    return hitsOf(detect, batch, row)?.map(({ key }) => key) ?? none
  if (detect.kind === 'exchange') return exchangeKeys(detect, batch, row)
  if (detect.kind === 'conversation') {
    const read = readConversation(detect, batch, row)
    return read ? [read.key] : none
  }
  if (detect.kind === 'stats' && detect.window.kind === 'connection') {
    const input = statsInput(detect, batch, row)
    return input ? [input.key] : none
  }
  if ((detect.categories & batch.categories[row]!) === 0 || !detect.test(batch, row)) return none
  if (detect.kind === 'event') return unkeyed
  const key = keyOf(detect.by, batch, row)
  return key === null ? none : [key]
}

/** Bits of all categories that any part of it reads. */
export function categoriesOf(detect: Detect): number {
  if (detect.kind === 'conversation') return conversationCategories(detect)
  if (detect.kind === 'exchange') return exchangeCategories(detect)
  if (detect.kind === 'stats') return statsCategories(detect)
  if (detect.kind !== 'sequence' && detect.kind !== 'sample') return detect.categories
  const until = detect.kind === 'sequence' ? detect.until : null
  return [...detect.steps, ...(until ? [until] : [])].reduce((all, step) => all | step.categories, 0)
}

/** Places of the keys by which its state may be spread. */
function usableKeys(detect: Exclude<Detect, { kind: 'event' }>, by: readonly KeyPart[]): readonly number[] {
  if (detect.kind === 'stats') return spreadBy(detect)
  // What begins or ends a connection tells nothing of the other keys.
  if (detect.kind === 'exchange' && watchesConnections(detect)) return [detect.connection]
  return by.map((_, index) => index)
}

const none: readonly string[] = []
const unkeyed: readonly string[] = ['']

/** A sequence's keys are named by the first step that must happen, as in its incidents. */
function keyParts(detect: Exclude<Detect, { kind: 'event' }>): readonly KeyPart[] {
  if (detect.kind === 'exchange') return detect.request.by
  const hasSteps = detect.kind === 'sequence' || detect.kind === 'sample'
  return hasSteps ? detect.steps.find(({ absent }) => !absent)!.by : detect.by
}

function isStatistic(detect: Detect, name: string): boolean {
  const named = (parts: readonly { readonly name: string }[]): boolean => parts.some((part) => part.name === name)
  if (detect.kind === 'first_seen') return named(detect.values)
  return detect.kind === 'stats' && [detect, ...(detect.next ?? [])].some(({ aggregates }) => named(aggregates))
}

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
