// Incidents looked up and worked on in the index: search, one by id, status and notes, facets.
import type { Client } from '@elastic/elasticsearch'
import { limitOf } from '../incident-query.ts'
import type { IncidentStore, IncidentUpdate, StoredIncident } from '../store.ts'
import type { Elastic } from './connect.ts'
import { type IncidentSource, storedOf, workedOn } from './document.ts'
import { statusOf } from './failure.ts'
import type { ElasticNames } from './names.ts'
import { pageLimit, pageOf, type SearchAnswer, searchBody } from './query.ts'

export function elasticIncidents(elastic: Elastic, { incidents: index }: ElasticNames): IncidentStore {
  return {
    search: async (query) => {
      const limit = Math.min(limitOf(query), pageLimit)
      const body = searchBody({ ...query, limit })
      return pageOf(await elastic.ask((client) => search(client, index, body)), limit)
    },
    get: (id) =>
      elastic.ask(async (client) => {
        const found = await read(client, index, id)
        return found === null ? null : storedOf(found.source)
      }),
    update: (id, update, nowMs) => elastic.ask((client) => change(client, index, { id, update, nowMs })),
    facets: async () => {
      const { aggregations } = await elastic.ask((client) => search(client, index, facetsBody))
      return {
        rules: counts(aggregations, 'rules'),
        levels: counts(aggregations, 'levels'),
        statuses: counts(aggregations, 'statuses'),
      }
    },
  }
}

interface Answer extends SearchAnswer {
  readonly aggregations?: Readonly<Record<string, { readonly buckets: readonly Bucket[] }>>
}

interface Bucket {
  readonly key: string
  readonly doc_count: number
}

/** Who waits longer thinks that nothing happens. */
const forPeople = { requestTimeout: 15_000 }

/** An index that is not there yet holds no incident. */
const search = (client: Client, index: string, body: Readonly<Record<string, unknown>>): Promise<Answer> =>
  client.transport.request(
    { method: 'POST', path: `/${index}/_search`, querystring: { ignore_unavailable: true }, body },
    forPeople,
  ) as Promise<Answer>

interface Found {
  readonly source: IncidentSource
  readonly version: number
}

async function read(client: Client, index: string, id: string): Promise<Found | null> {
  try {
    const { _source, _version } = await client.get<IncidentSource>({ index, id }, forPeople)
    return { source: _source!, version: _version! }
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

interface Change {
  readonly id: string
  readonly update: IncidentUpdate
  readonly nowMs: number
}

/** Written over the version that was read, or read again: nobody's note is lost. */
async function change(client: Client, index: string, { id, update, nowMs }: Change): Promise<StoredIncident | null> {
  for (;;) {
    const found = await read(client, index, id)
    if (found === null) return null
    const source = workedOn(found.source, update, nowMs)
    if (await write(client, index, { source, version: found.version + 1 })) return storedOf(source)
  }
}

/** False where somebody else wrote meanwhile. What was written is in the next search. */
async function write(client: Client, index: string, { source, version }: Found): Promise<boolean> {
  const { id } = source.tripline.incident
  try {
    await client.index({ index, id, version, version_type: 'external', refresh: true, document: source }, forPeople)
    return true
  } catch (error) {
    if (statusOf(error) === 409) return false
    throw error
  }
}

/** More rules than anybody has. */
const facetLimit = 10_000

const facet = (field: string) => ({ terms: { field, size: facetLimit } })

const facetsBody = {
  size: 0,
  aggs: {
    rules: facet('rule.id'),
    levels: facet('tripline.level'),
    statuses: facet('tripline.incident.status'),
  },
}

const counts = (aggregations: Answer['aggregations'], name: string): Readonly<Record<string, number>> =>
  Object.fromEntries((aggregations?.[name]?.buckets ?? []).map((bucket) => [bucket.key, bucket.doc_count]))
