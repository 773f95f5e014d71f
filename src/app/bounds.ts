// `bounds` of the config → the bounds of every rule, as the engine takes them.
import type { BoundsConfig, RuleBoundsConfig } from '../config/bounds.ts'
import { type Bounds, defaultBounds } from '../engine/bounds.ts'
import type { EngineOptions } from '../engine/engine.ts'

/** What a rule has of its own stands before what all have, and that before the defaults. */
export function boundsOfRules({ rules, ...usual }: BoundsConfig): Required<Pick<EngineOptions, 'bounds' | 'boundsOf'>> {
  const bounds = within(defaultBounds, usual)
  return { bounds, boundsOf: new Map(Object.entries(rules).map(([rule, own]) => [rule, within(bounds, own)])) }
}

const within = (usual: Bounds, own: RuleBoundsConfig): Bounds => ({
  keys: own.keys ?? usual.keys,
  eventsPerKey: own.events_per_key ?? usual.eventsPerKey,
  events: own.events ?? usual.events,
  pending: own.pending ?? usual.pending,
  evidencePerKey: own.evidence_per_key ?? usual.evidencePerKey,
  evidence: own.evidence ?? usual.evidence,
})
