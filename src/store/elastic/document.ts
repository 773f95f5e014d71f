// An incident ↔ its document in the index, with its state; and what a repetition or an analyst makes of that.
import { formatTime, parseTime } from '../../event/time.ts'
import type { NestedDocument } from '../../event/value.ts'
import { type Incident, type IncidentChange, type IncidentStatus, lateOf } from '../../incident/incident.ts'
import { notesOf } from '../notes.ts'
import { addressesOf, wordsOf } from '../searchable.ts'
import type { IncidentUpdate, StoredIncident } from '../store.ts'
import { tame } from './evidence.ts'
import { foldedWords } from './words.ts'

/** The version of ECS whose names are used. */
export const ecsVersion = '8.17.0'

/** As it lies in the index. */
export interface IncidentSource {
  readonly '@timestamp': string
  readonly event: Readonly<Record<string, unknown>>
  readonly tripline: Readonly<Record<string, unknown>> & {
    readonly incident: Readonly<Record<string, unknown>> & IncidentState
    readonly search: Search
  }
}

interface IncidentState {
  readonly id: string
  readonly status: IncidentStatus
  readonly count: number
  readonly last_seen: string
  readonly notes: StoredIncident['notes']
}

/** What finds an incident and nobody reads. */
interface Search {
  readonly words: string
  readonly addresses: readonly string[]
  /** When its last change was committed. */
  readonly recorded: string
}

/** A later sighting: how often by then, and when. Event time in microseconds. */
export interface Sighting {
  readonly count: number
  readonly us: number
}

/** Late events that were added to it: how many by then, and the newest. */
export type Amendment = Extract<IncidentChange, { kind: 'amended' }>

/** What is said of an incident after it was raised. */
export interface Addition {
  readonly sighting: Sighting | null
  readonly late: Amendment | null
  readonly recordedMs: number
}

interface Written {
  /** When the change was committed, and when it is written. Epoch milliseconds. */
  readonly recordedMs: number
  readonly nowMs: number
}

export function sourceOf(incident: Incident, { recordedMs, nowMs }: Written): IncidentSource {
  const { document, tripline, state } = parts(incident.document)
  return {
    ...document,
    ...forIndex(document, nowMs),
    tripline: {
      ...tripline,
      incident: {
        ...tameState(state),
        id: incident.id,
        status: 'open',
        count: 1,
        last_seen: formatTime(incident.us, incident.nanos),
        notes: [],
      },
      search: {
        words: foldedWords(wordsOf(incident)),
        addresses: [...addressesOf(incident)],
        recorded: iso(recordedMs),
      },
    },
  } as unknown as IncidentSource
}

/** As it was raised, for the data stream. */
export function alertOf(incident: Incident, { nowMs, namespace }: { nowMs: number; namespace: string }): object {
  const { document, tripline, state } = parts(incident.document)
  return {
    ...document,
    ...forIndex(document, nowMs),
    data_stream: { type: 'logs', dataset: 'tripline.alert', namespace },
    tripline: { ...tripline, incident: tameState(state) },
  }
}

/** What every document of ours in an index has. */
const forIndex = (document: NestedDocument, nowMs: number): object => ({
  ecs: { version: ecsVersion },
  event: { ...(document['event'] as object), module: 'tripline', ingested: iso(nowMs) },
})

type Nested = Readonly<Record<string, unknown>>

function parts(document: NestedDocument): {
  readonly document: NestedDocument
  readonly tripline: Nested
  readonly state: Nested
} {
  const tripline = (document['tripline'] ?? {}) as Nested
  return { document, tripline, state: (tripline['incident'] ?? {}) as Nested }
}

const tameState = ({ keys, values, events, ...state }: Nested): Nested => ({
  ...state,
  ...(keys === undefined ? {} : { keys: tame(keys) }),
  ...(values === undefined ? {} : { values: tame(values) }),
  ...(events === undefined ? {} : { events: tame(events) }),
})

/** The incident without what only the index needs. */
export function storedOf(source: IncidentSource): StoredIncident {
  const { ecs: _, event, tripline, ...document } = source as IncidentSource & { readonly ecs?: unknown }
  const { module: _module, ingested: _ingested, ...ownEvent } = event
  const { search: _search, incident, ...ownTripline } = tripline
  const { last_seen: lastSeenAt, notes, ...state } = incident
  return {
    id: state.id,
    status: state.status,
    count: state.count,
    raisedAt: source['@timestamp'],
    lastSeenAt,
    notes,
    document: {
      ...document,
      event: ownEvent,
      tripline: { ...ownTripline, incident: state },
    } as unknown as NestedDocument,
  }
}

/** Null where the document tells all of it already: said again, nothing changes. */
export function added(source: IncidentSource, { sighting, late, recordedMs }: Addition): IncidentSource | null {
  const seen = sighting && seenAgain(source, sighting, recordedMs)
  const amended = late && amendedBy(seen ?? source, late, recordedMs)
  return amended ?? seen
}

function amendedBy(source: IncidentSource, late: Amendment, recordedMs: number): IncidentSource | null {
  const { incident, search } = source.tripline
  const { count = 0 } = (incident['late'] ?? {}) as { readonly count?: number }
  if (late.late <= count) return null
  const state = { ...incident, late: tameLate(late) }
  const recorded = recordedMs > Date.parse(search.recorded) ? iso(recordedMs) : search.recorded
  return { ...source, tripline: { ...source.tripline, incident: state, search: { ...search, recorded } } }
}

function tameLate(amendment: Amendment): Nested {
  const { events, ...late } = lateOf(amendment)
  return { ...late, events: tame(events) }
}

/** Null where the document tells all of it already. */
export function seenAgain(source: IncidentSource, { count, us }: Sighting, recordedMs: number): IncidentSource | null {
  const { incident, search } = source.tripline
  const isLater = us > (parseTime(incident.last_seen)?.us ?? 0)
  const isNewer = recordedMs > Date.parse(search.recorded)
  if (count <= incident.count && !isLater && !isNewer) return null
  const state = {
    ...incident,
    count: Math.max(count, incident.count),
    last_seen: isLater ? formatTime(us) : incident.last_seen,
  }
  const recorded = isNewer ? iso(recordedMs) : search.recorded
  return { ...source, tripline: { ...source.tripline, incident: state, search: { ...search, recorded } } }
}

export function workedOn(source: IncidentSource, update: IncidentUpdate, nowMs: number): IncidentSource {
  const { incident } = source.tripline
  const notes = notesOf(incident.status, update).map((note) => ({ at: iso(nowMs), ...note }))
  const state = { ...incident, status: update.status ?? incident.status, notes: [...incident.notes, ...notes] }
  return { ...source, tripline: { ...source.tripline, incident: state } }
}

const iso = (ms: number): string => new Date(ms).toISOString()
