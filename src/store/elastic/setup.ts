// A server → the same with Tripline's templates, lifecycle and index. Safe to repeat; what users added stays as it is.
import { createHash } from 'node:crypto'
import type { Client } from '@elastic/elasticsearch'
import { OperationalError } from '../../errors.ts'
import { askCapabilities } from './capabilities.ts'
import type { Elastic } from './connect.ts'
import { reasonOf, statusOf } from './failure.ts'
import type { Mapping } from './mapping.ts'
import type { ElasticNames } from './names.ts'
import { type Body, type Installed, installed, mark } from './templates.ts'

/** What was done about one thing in the server. */
export interface SetupStep {
  readonly what: 'lifecycle policy' | 'component template' | 'index template' | 'index' | 'data stream'
  readonly name: string
  /** `kept`: it is there, and the user's. `later`: it takes effect when the stream rolls over. */
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'later'
  /** Why later, in the server's words. */
  readonly reason?: string
}

/** Installs what is missing and brings up to date what is ours. */
export function setupElastic(elastic: Elastic, names: ElasticNames): Promise<readonly SetupStep[]> {
  return elastic.ask(async (client) => {
    const wanted = installed(await askCapabilities(client))
    return [
      ...(await each(wanted.policies, (name, body) => putPolicy(client, name, body))),
      ...(await each(wanted.components, (name, body) => putTemplate(client, component, name, body))),
      ...(await each(wanted.templates, (name, body) => putTemplate(client, composable, name, body))),
      await putIndex(client, names.incidents, wanted),
      ...(await putStreams(client, [names.alerts, names.events], wanted)),
    ]
  })
}

/**
 * For whoever is about to write: installs where nothing is installed. Throws ELASTIC_SETUP where that is not allowed.
 * Asks for nothing but the index where all is in place, so that few privileges are enough.
 */
export async function ensureSetup(elastic: Elastic, names: ElasticNames): Promise<readonly SetupStep[]> {
  if (await elastic.ask((client) => isOurs(client, names.incidents))) return []
  try {
    return await setupElastic(elastic, names)
  } catch (error) {
    if (!(error instanceof OperationalError) || error.code !== 'ELASTIC_PRIVILEGE') throw error
    throw new OperationalError('ELASTIC_SETUP', { url: elastic.url, reason: reasonOf(error.cause) })
  }
}

async function each(
  bodies: Readonly<Record<string, Body>>,
  put: (name: string, body: Body) => Promise<SetupStep>,
): Promise<readonly SetupStep[]> {
  const steps: SetupStep[] = []
  for (const [name, body] of Object.entries(bodies)) steps.push(await put(name, body))
  return steps
}

/** Created only where it is absent: how long things are kept is the user's to say from then on. */
async function putPolicy(client: Client, name: string, policy: Body): Promise<SetupStep> {
  const path = `/_ilm/policy/${name}`
  if ((await read(client, path)) !== null) return { what: 'lifecycle policy', name, outcome: 'kept' }
  await send(client, path, { policy: { ...policy, _meta: mark } })
  return { what: 'lifecycle policy', name, outcome: 'created' }
}

interface TemplateKind {
  readonly what: 'component template' | 'index template'
  readonly path: string
  /** Where an answer holds the template. */
  readonly list: string
  readonly inner: string
}

const component: TemplateKind = {
  what: 'component template',
  path: '/_component_template',
  list: 'component_templates',
  inner: 'component_template',
}

const composable: TemplateKind = {
  what: 'index template',
  path: '/_index_template',
  list: 'index_templates',
  inner: 'index_template',
}

async function putTemplate(client: Client, kind: TemplateKind, name: string, body: Body): Promise<SetupStep> {
  const path = `${kind.path}/${name}`
  const fingerprint = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16)
  const found = metaOf(await read(client, path), kind)
  const outcome = found === null ? 'created' : decide(found, fingerprint)
  if (outcome === 'created' || outcome === 'updated') {
    await send(client, path, { ...body, _meta: { ...mark, fingerprint } })
  }
  return { what: kind.what, name, outcome }
}

/** A template of that name that somebody else made is theirs. */
function decide(found: Meta, fingerprint: string): SetupStep['outcome'] {
  if (found.managed_by !== mark.managed_by) return 'kept'
  return found.fingerprint === fingerprint ? 'unchanged' : 'updated'
}

interface Meta {
  readonly managed_by?: string
  readonly fingerprint?: string
}

function metaOf(answer: Body | null, { list, inner }: TemplateKind): Meta | null {
  const [first] = (answer?.[list] ?? []) as Readonly<Record<string, { readonly _meta?: Meta }>>[]
  return first === undefined ? null : (first[inner]?._meta ?? {})
}

async function putIndex(client: Client, name: string, { components }: Installed): Promise<SetupStep> {
  const isNew = (await read(client, `/${name}`)) === null && (await createIndex(client, name))
  if (isNew) return { what: 'index', name, outcome: 'created' }
  return { what: 'index', name, ...(await addFields(client, name, components)) }
}

/** False where another process was faster. */
async function createIndex(client: Client, name: string): Promise<boolean> {
  try {
    await send(client, `/${name}`, {})
    return true
  } catch (error) {
    if ((error as Error).message.includes('resource_already_exists_exception')) return false
    throw error
  }
}

/** A stream that is not there yet is made by the first document. */
async function putStreams(
  client: Client,
  names: readonly string[],
  { components }: Installed,
): Promise<readonly SetupStep[]> {
  const steps: SetupStep[] = []
  for (const name of names) {
    if ((await read(client, `/${name}`)) === null) continue
    steps.push({ what: 'data stream', name, ...(await addFields(client, name, components)) })
  }
  return steps
}

/** Fields that are new in this version. One whose type has changed stays as it is until there is a new index. */
async function addFields(
  client: Client,
  name: string,
  components: Installed['components'],
): Promise<Pick<SetupStep, 'outcome' | 'reason'>> {
  const { template } = components['tripline@mappings'] as { readonly template: { readonly mappings: Mapping } }
  // Of a stream, the server has set these up in a way of its own, and refuses ours.
  const { '@timestamp': _, data_stream: __, ...properties } = template.mappings.properties
  try {
    await send(client, `/${name}/_mapping?write_index_only=true`, { properties })
    return { outcome: 'unchanged' }
  } catch (error) {
    if (statusOf(error) !== 400) throw error
    return { outcome: 'later', reason: reasonOf(error) }
  }
}

async function isOurs(client: Client, index: string): Promise<boolean> {
  const answer = (await read(client, `/${index}/_mapping`)) as Record<string, { mappings: { _meta?: Meta } }> | null
  return Object.values(answer ?? {}).some(({ mappings }) => mappings._meta?.managed_by === mark.managed_by)
}

/** Null where there is nothing of that name. */
async function read(client: Client, path: string): Promise<Body | null> {
  try {
    return (await client.transport.request({ method: 'GET', path })) as Body
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

const send = (client: Client, path: string, body: Body): Promise<unknown> => {
  const [bare, querystring] = path.split('?')
  return client.transport.request({ method: 'PUT', path: bare!, body, ...(querystring ? { querystring } : {}) })
}
