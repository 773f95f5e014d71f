// `bounds` of the config → the bounds of every rule, as the engine takes them.
import type { Rule } from '../compiler/plan.ts'
import type { BoundsConfig, RuleBoundsConfig } from '../config/bounds.ts'
import { nearest } from '../diagnostic/nearest.ts'
import { type Bounds, defaultBounds, defaultTotalBytes } from '../engine/bounds.ts'
import type { EngineOptions } from '../engine/engine.ts'

/** What a rule has of its own stands before what all have, and that before the defaults. A partition has its part of what all may hold together. */
export function boundsOfRules({ rules, total_megabytes: total, ...usual }: BoundsConfig, partitions = 1): RuleBounds {
  const bounds = within(defaultBounds, usual)
  return {
    bounds,
    boundsOf: new Map(Object.entries(rules).map(([rule, own]) => [rule, within(bounds, own)])),
    totalBytes: (total === undefined ? defaultTotalBytes : total * megabyte) / partitions,
  }
}

/** A sentence for each rule that has bounds of its own and is not there: it would be missed by whoever set them. */
export function unknownIn({ rules }: BoundsConfig, known: readonly Pick<Rule, 'metadata'>[]): readonly string[] {
  const ids = known.map(({ metadata }) => metadata.id)
  return Object.keys(rules).flatMap((rule) =>
    ids.includes(rule) ? [] : [`There is no rule ${rule} to bound.${hint(rule, ids)}`],
  )
}

function hint(rule: string, ids: readonly string[]): string {
  const close = nearest(rule, ids)
  return close === null ? '' : ` Did you mean ${close}?`
}

export type RuleBounds = Required<Pick<EngineOptions, 'bounds' | 'boundsOf' | 'totalBytes'>>

const megabyte = 1_000_000

const within = (usual: Bounds, own: RuleBoundsConfig): Bounds => ({
  keys: own.keys ?? usual.keys,
  eventsPerKey: own.events_per_key ?? usual.eventsPerKey,
  events: own.events ?? usual.events,
  pending: own.pending ?? usual.pending,
  evidencePerKey: own.evidence_per_key ?? usual.evidencePerKey,
  evidence: own.evidence ?? usual.evidence,
  bytes: own.max_megabytes === undefined ? usual.bytes : own.max_megabytes * megabyte,
  exactValues: own.exact_values ?? usual.exactValues,
  policy: own.policy ?? usual.policy,
})
