// Incidents over HTTP: search, one with its evidence, status and notes, facets.
import type { FastifyInstance } from 'fastify'
import { levels } from '../../compiler/plan.ts'
import { OperationalError } from '../../errors.ts'
import type { NestedDocument } from '../../event/value.ts'
import { incidentStatuses } from '../../incident/incident.ts'
import type { IncidentQuery, IncidentUpdate, StoredIncident } from '../../store/store.ts'
import type { ApiOptions } from '../options.ts'

const text = { type: 'string', minLength: 1, maxLength: 1000 } as const

const query = {
  type: 'object',
  additionalProperties: false,
  properties: {
    text: { type: 'string', maxLength: 1000 },
    rule: text,
    level: { enum: levels },
    status: { enum: incidentStatuses },
    address: text,
    from: text,
    to: text,
    limit: { type: 'integer', minimum: 1, maximum: 200 },
    cursor: text,
  },
} as const

const change = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    status: { enum: incidentStatuses },
    note: {
      type: 'object',
      additionalProperties: false,
      required: ['text'],
      properties: {
        author: { type: 'string', minLength: 1, maxLength: 100 },
        text: { type: 'string', minLength: 1, maxLength: 10_000 },
      },
    },
  },
} as const

interface Change {
  readonly status?: NonNullable<IncidentUpdate['status']>
  readonly note?: { readonly author?: string; readonly text: string }
}

export function incidentRoutes(app: FastifyInstance, { store, now = Date.now }: ApiOptions): void {
  app.get<{ Querystring: IncidentQuery }>('/api/incidents', { schema: { querystring: query } }, async (request) => {
    const page = await store.search(request.query)
    return { ...page, incidents: page.incidents.map(withoutEvidence) }
  })

  app.get<{ Params: { id: string } }>('/api/incidents/:id', async ({ params }) => found(await store.get(params.id)))

  app.patch<{ Params: { id: string }; Body: Change }>(
    '/api/incidents/:id',
    { schema: { body: change } },
    async ({ params, body }) => found(await store.update(params.id, updateOf(body), now())),
  )

  app.get('/api/facets', () => store.facets())
}

function found(incident: StoredIncident | null): StoredIncident {
  if (!incident) throw new OperationalError('NOT_FOUND', { what: 'such incident' })
  return incident
}

const updateOf = ({ status, note }: Change): IncidentUpdate => ({
  ...(status === undefined ? {} : { status }),
  ...(note === undefined ? {} : { note: { author: note.author ?? 'console', text: note.text } }),
})

/** A list is for choosing from: the matched events come with the one incident that is asked for. */
function withoutEvidence(incident: StoredIncident): StoredIncident {
  const tripline = (incident.document.tripline ?? {}) as NestedDocument
  const { events: _, ...rest } = (tripline.incident ?? {}) as NestedDocument
  return { ...incident, document: { ...incident.document, tripline: { ...tripline, incident: rest } } }
}
