// The file of saved objects → in Kibana, and of each whether it arrived. Repeating it writes the same again.
import { randomUUID } from 'node:crypto'
import { OperationalError } from '../errors.ts'
import { ask, type Kibana, type KibanaAnswer, messageIn, whereIs } from './ask.ts'

export interface ObjectOutcome {
  readonly type: string
  readonly id: string
  readonly title: string
  readonly outcome: 'created' | 'replaced' | 'failed'
  /** Why it failed. */
  readonly reason?: string
}

/** Objects of the same id are replaced: ours alone, since a user's copy has an id of its own. */
export async function importObjects(kibana: Kibana, ndjson: string): Promise<readonly ObjectOutcome[]> {
  const body = upload('tripline.ndjson', ndjson)
  const answer = await ask(kibana, { method: 'POST', path: '/api/saved_objects/_import?overwrite=true', body })
  if (answer.status !== 200) throw refused(kibana, answer)
  const { successResults = [], errors = [] } = readResult(kibana, answer)
  return [
    ...successResults.map(({ type, id, meta, overwrite }) => ({
      type,
      id,
      title: meta?.title ?? id,
      outcome: overwrite ? ('replaced' as const) : ('created' as const),
    })),
    ...errors.map(({ type, id, meta, error }) => ({
      type,
      id,
      title: meta?.title ?? id,
      outcome: 'failed' as const,
      reason: reasonOf(error),
    })),
  ]
}

/** A form with one file. The name must end in .ndjson: Kibana looks at it. */
export function upload(name: string, text: string): { readonly type: string; readonly bytes: Buffer } {
  const boundary = `tripline-${randomUUID()}`
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/ndjson\r\n\r\n`
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.from(`${head}${text}\r\n--${boundary}--\r\n`),
  }
}

interface Imported {
  readonly type: string
  readonly id: string
  readonly meta?: { readonly title?: string }
  readonly overwrite?: boolean
}

interface Failure extends Imported {
  readonly error: {
    readonly type: string
    readonly message?: string
    readonly references?: readonly { readonly type: string; readonly id: string }[]
  }
}

interface ImportResult {
  readonly success: boolean
  readonly successResults?: readonly Imported[]
  readonly errors?: readonly Failure[]
}

function readResult(kibana: Kibana, { json }: KibanaAnswer): ImportResult {
  if (typeof (json as Partial<ImportResult> | null)?.success === 'boolean') return json as ImportResult
  throw new OperationalError('KIBANA_ANSWER', { where: whereIs(kibana), reason: notKibana })
}

const notKibana = "its answer is not Kibana's; is that the URL of Kibana, and not Elasticsearch's?"

function refused(kibana: Kibana, answer: KibanaAnswer): OperationalError {
  const where = whereIs(kibana)
  const reason = messageIn(answer)
  if (answer.status === 403) return new OperationalError('KIBANA_FORBIDDEN', { where, reason })
  if (answer.status !== 404 && answer.status !== 405) return new OperationalError('KIBANA_ANSWER', { where, reason })
  return kibana.space === undefined
    ? new OperationalError('KIBANA_ANSWER', { where, reason: notKibana })
    : new OperationalError('KIBANA_NO_SPACE', { where, space: kibana.space })
}

function reasonOf({ type, message, references = [] }: Failure['error']): string {
  if (type === 'missing_references')
    return `it refers to what is not there: ${references.map((each) => `${each.type} ${each.id}`).join(', ')}`
  if (type === 'unsupported_type') return 'this Kibana knows no objects of that type'
  if (type === 'conflict' || type === 'ambiguous_conflict') return 'another object has its id'
  return message ?? type
}
