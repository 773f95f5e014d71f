// What an analyst opens. One ECS document wherever it goes.
import type { Level, Response } from '../compiler/plan.ts'
import type { NestedDocument } from '../event/value.ts'

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
  /** `client.ip`, else `source.ip`, where there is one. */
  readonly address: string | null
  readonly respond: readonly Response[]
  /** The whole ECS document (cli.md), nested. */
  readonly document: NestedDocument
}

/** What the incident stage says to the store. */
export type IncidentChange =
  | { readonly kind: 'raised'; readonly incident: Incident }
  /** A later match fell under the incident's suppression. */
  | {
      readonly kind: 'counted'
      readonly id: string
      readonly us: number
      /** How often it was seen by then, this time included: the same however often it is said. */
      readonly count: number
    }
  /** An event that was late belongs to what the incident tells of. */
  | {
      readonly kind: 'amended'
      readonly id: string
      readonly us: number
      /** How many there are by then, this one included: the same however often it is said. */
      readonly late: number
      /** The newest of them, as evidence. */
      readonly events: readonly NestedDocument[]
    }

/** What stands under `tripline.incident.late` in the document of an incident that was amended. */
export const lateOf = ({ late, events }: Extract<IncidentChange, { kind: 'amended' }>): NestedDocument => ({
  count: late,
  events,
})
