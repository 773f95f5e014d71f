// What an analyst opens. One ECS document wherever it goes.
import type { Level, Response, Rule } from '../compiler/plan.ts'
import type { EventDocument, NestedDocument, Value } from '../event/value.ts'

/** The events of one step that took part, as the engine held them. */
export interface StepEvidence {
  /** The step's name; `1` where the rule has only one. */
  readonly name: string
  /** How many took part; `events` holds the first and last of them where there are too many to keep. */
  readonly count: number
  readonly events: readonly EventDocument[]
}

/** A rule's condition held. What the engine finds, before identity and suppression. */
export interface Match {
  readonly rule: Rule
  /** Event time at which it held; for an absence, the end of its span. */
  readonly us: number
  readonly nanos: number
  /** Orders matches of one time: the sequence and id of the event that completed it. */
  readonly sequence: number
  /** `event.id` of the event that completed it; for an absence that of its first step. */
  readonly completedBy: string
  /** Group keys by name. */
  readonly keys: Readonly<Record<string, Value>>
  /** The statistics that crossed, by name. */
  readonly values: Readonly<Record<string, Value>>
  readonly steps: readonly StepEvidence[]
}

export const incidentStatuses = ['open', 'acknowledged', 'closed', 'false_positive'] as const
export type IncidentStatus = (typeof incidentStatuses)[number]

/** An incident as it is raised. Everything in it follows from the match. */
export interface Incident {
  /** Hash of rule id, rule version, group key and the completing event: a replay gives the same. */
  readonly id: string
  readonly ruleId: string
  readonly level: Level
  /** Event time, integer microseconds. */
  readonly us: number
  readonly nanos: number
  /** The rule's `incident "…"` with its names filled in. */
  readonly message: string
  /** `source.ip` where there is one. */
  readonly address: string | null
  readonly respond: readonly Response[]
  /** The whole ECS document (cli.md), nested. */
  readonly document: NestedDocument
}

/** What the incident stage says to the store. */
export type IncidentChange =
  | { readonly kind: 'raised'; readonly incident: Incident }
  /** A later match fell under the incident's suppression. */
  | { readonly kind: 'counted'; readonly id: string; readonly us: number }
