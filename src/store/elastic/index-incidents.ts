// Entries of a spool → the index of incidents and the data stream of alerts. Done twice, it is done once.
import { formatTime } from '../../event/time.ts'
import type { Incident, IncidentChange } from '../../incident/incident.ts'
import type { DeadLetter, SpoolEntry } from '../spool.ts'
import { type BulkOperation, type BulkOutcome, writeBulk } from './bulk-writer.ts'
import type { Elastic } from './connect.ts'
import {
  type Addition,
  type Amendment,
  added,
  alertOf,
  type IncidentSource,
  type Sighting,
  sourceOf,
} from './document.ts'
import type { ElasticNames } from './names.ts'
import { type Patience, persist } from './patience.ts'

export interface IndexOptions extends Patience {
  readonly elastic: Elastic
  readonly names: ElasticNames
  readonly namespace: string
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Resolves when each change is where it belongs, or is among the letters that it returns. */
export async function indexIncidents(
  entries: readonly SpoolEntry[],
  options: IndexOptions,
): Promise<readonly DeadLetter[]> {
  const changes = fold(entries)
  const letters: DeadLetter[] = []
  const { known } = await raise(changes, options, letters)
  const repeated = changes.filter(
    ({ incident, sighting, late }) =>
      (sighting !== null || late !== null) && (incident === null || known.has(incident.id)),
  )
  await add(repeated, options, letters)
  return letters
}

/** All that a batch says of one incident. */
interface Folded extends Addition {
  readonly id: string
  readonly incident: Incident | null
}

function fold(entries: readonly SpoolEntry[]): readonly Folded[] {
  const all = new Map<string, Folded>()
  for (const { change, atMs } of entries) {
    const id = idOf(change)
    const before = all.get(id) ?? { id, incident: null, sighting: null, late: null, recordedMs: atMs }
    const incident = before.incident ?? (change.kind === 'raised' ? change.incident : null)
    const sighting = change.kind === 'counted' ? furthest(before.sighting, change) : before.sighting
    const late = change.kind === 'amended' ? furthestLate(before.late, change) : before.late
    all.set(id, { id, incident, sighting, late, recordedMs: Math.max(before.recordedMs, atMs) })
  }
  return [...all.values()]
}

const idOf = (change: IncidentChange): string => (change.kind === 'raised' ? change.incident.id : change.id)

const furthest = (before: Sighting | null, { count, us }: Sighting): Sighting => ({
  count: Math.max(before?.count ?? 0, count),
  us: Math.max(before?.us ?? 0, us),
})

const furthestLate = (before: Amendment | null, late: Amendment): Amendment =>
  before && before.late > late.late ? before : late

type Raised = Folded & { readonly incident: Incident }

/**
 * The index is the gate: it holds an id once, for good. An incident that it takes as new is in no backing index of the
 * stream; one that it has already may be, or not, where the process died between the two: then the stream is searched,
 * since an id is unique in one backing index alone and a rollover may lie between.
 */
async function raise(
  changes: readonly Folded[],
  options: IndexOptions,
  letters: DeadLetter[],
): Promise<{ readonly known: ReadonlySet<string> }> {
  const raised = changes.filter((change): change is Raised => change.incident !== null)
  const outcomes = await writeBulk(
    options.elastic,
    raised.map((change) => firstState(change, options)),
    options,
  )
  const fresh = raised.filter((_, at) => outcomes[at]!.kind === 'written')
  const known = raised.filter((_, at) => outcomes[at]!.kind === 'exists')
  letters.push(...refusals(raised, outcomes, options.names.incidents, options))
  const there = await inStream(
    known.map(({ id }) => id),
    options,
  )
  await alert([...fresh, ...known.filter(({ id }) => !there.has(id))], options, letters)
  return { known: new Set(known.map(({ id }) => id)) }
}

async function alert(raised: readonly Raised[], options: IndexOptions, letters: DeadLetter[]): Promise<void> {
  const { elastic, names } = options
  const operations = raised.map((change) => alertOperation(change, options))
  const alreadyThere = (ids: readonly string[]) => inStream(ids, options)
  const outcomes = await writeBulk(elastic, operations, { ...options, alreadyThere })
  letters.push(...refusals(raised, outcomes, names.alerts, options))
}

function firstState(change: Raised, { names, now }: IndexOptions): BulkOperation {
  const { incident, recordedMs } = change
  const source = sourceOf(incident, { recordedMs, nowMs: now() })
  const document = added(source, change) ?? source
  return { action: 'index', index: names.incidents, id: incident.id, version: 1, document: JSON.stringify(document) }
}

function alertOperation({ incident }: Raised, { names, namespace, now }: IndexOptions): BulkOperation {
  const document = JSON.stringify(alertOf(incident, { nowMs: now(), namespace }))
  return { action: 'create', index: names.alerts, id: incident.id, document }
}

/** Which of them any backing index holds. Refreshed first: a search finds what was written a moment ago. */
async function inStream(ids: readonly string[], options: IndexOptions): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { elastic, names, signal } = options
  const request = { index: names.alerts, ignore_unavailable: true }
  const { hits } = await persist(elastic, options, async (client) => {
    await client.indices.refresh(request, { signal })
    const body = { query: { ids: { values: [...ids] } }, size: ids.length, _source: false }
    return client.search({ ...request, ...body }, { signal })
  })
  return new Set(hits.hits.map(({ _id }) => _id!))
}

/** Each is written over the version that was read; where somebody else was faster, it is read again. */
async function add(changes: readonly Folded[], options: IndexOptions, letters: DeadLetter[]): Promise<void> {
  const { elastic, names } = options
  for (let rest = changes; rest.length > 0; ) {
    const found = await readAll(
      rest.map(({ id }) => id),
      options,
    )
    letters.push(...rest.filter(({ id }) => !found.has(id)).flatMap((change) => orphans(change, options)))
    const written = rest.flatMap((change) => {
      const current = found.get(change.id)
      const source = current && added(current.source, change)
      return source ? [{ change, operation: nextState(source, current.version, names.incidents) }] : []
    })
    const outcomes = await writeBulk(
      elastic,
      written.map(({ operation }) => operation),
      options,
    )
    const changed = written.map(({ change }) => change)
    letters.push(...refusals(changed, outcomes, names.incidents, options))
    rest = changed.filter((_, at) => outcomes[at]!.kind === 'exists')
  }
}

interface Current {
  readonly source: IncidentSource
  readonly version: number
}

async function readAll(ids: readonly string[], options: IndexOptions): Promise<ReadonlyMap<string, Current>> {
  const { elastic, names, signal } = options
  const { docs } = await persist(elastic, options, (client) =>
    client.mget<IncidentSource>({ index: names.incidents, ids: [...ids] }, { signal }),
  )
  const found = docs.flatMap((doc) => ('found' in doc && doc.found ? [doc] : []))
  return new Map(found.map(({ _id, _source, _version }) => [_id, { source: _source!, version: _version! }]))
}

const nextState = (source: IncidentSource, version: number, index: string): BulkOperation => ({
  action: 'index',
  index,
  id: source.tripline.incident.id,
  version: version + 1,
  document: JSON.stringify(source),
})

function refusals(
  changes: readonly Folded[],
  outcomes: readonly BulkOutcome[],
  target: string,
  { now }: IndexOptions,
): readonly DeadLetter[] {
  return changes.flatMap((change, at) => {
    const outcome = outcomes[at]!
    return outcome.kind === 'refused' ? lettersOf(change, { target, reason: outcome.reason, atMs: now() }) : []
  })
}

type Refused = Pick<DeadLetter, 'target' | 'reason' | 'atMs'>

/** One for each change: what is tried again is a change. */
function lettersOf({ id, incident, sighting, late }: Folded, refused: Refused): readonly DeadLetter[] {
  const letter = (change: IncidentChange): DeadLetter => ({
    ...refused,
    id: `${change.kind}-${id}`,
    kind: 'document',
    payload: JSON.stringify(change),
  })
  return [
    ...(incident === null ? [] : [letter({ kind: 'raised', incident })]),
    ...(sighting === null ? [] : [letter({ kind: 'counted', id, ...sighting })]),
    ...(late === null ? [] : [letter(late)]),
  ]
}

/** More of an incident that the index does not have: it was refused, or somebody deleted it. */
const orphans = (change: Folded, { names, now }: IndexOptions): readonly DeadLetter[] =>
  lettersOf(
    { ...change, incident: null },
    {
      target: names.incidents,
      reason: `not_found: there is no incident ${change.id} to count ${timeOf(change)} in`,
      atMs: now(),
    },
  )

const timeOf = ({ sighting, late }: Folded): string => formatTime((sighting ?? late)!.us)
