// What the client throws → an operational error that says what to do about it.
import { type ErrorCode, OperationalError } from '../../errors.ts'

interface ClientError extends Error {
  readonly statusCode?: number
  readonly body?: unknown
}

/** The HTTP status of an answer; undefined where none came. */
export const statusOf = (error: unknown): number | undefined => (error as ClientError).statusCode

/** What the client says of a server or of the way to it; any other error is a mistake of ours. */
const ofServer = new Set([
  'ConnectionError',
  'DeserializationError',
  'NoLivingConnectionsError',
  'ProductNotSupportedError',
  'RequestAbortedError',
  'ResponseError',
  'TimeoutError',
])

/** `url`: as people know the server. What is no failure of the server is returned as it is. */
export function failure(error: unknown, url: string): unknown {
  if (!(error instanceof Error) || !ofServer.has(error.name)) return error
  const reason = reasonOf(error)
  return new OperationalError(codeOf(error as ClientError), { url, reason, status: statusOf(error) ?? 0 }, error)
}

function codeOf(error: ClientError): ErrorCode {
  if (error.statusCode === 401) return 'ELASTIC_CREDENTIALS'
  if (error.statusCode === 403) return 'ELASTIC_PRIVILEGE'
  if (error.statusCode !== undefined && error.statusCode !== 0) return 'ELASTIC_FAILED'
  if (error.name === 'ProductNotSupportedError') return 'ELASTIC_OTHER'
  return untrusted.test(error.message) ? 'ELASTIC_TLS' : 'ELASTIC_UNREACHABLE'
}

/** What OpenSSL and Node say of a certificate that they do not believe. */
const untrusted = /certificate|self.signed|unable to verify|altname/i

/** What it says where the other side speaks plain HTTP. */
const noTls = /wrong version number|packet length too long/

/** At most so much of what a server says goes into a message. */
const reasonLimit = 300

/** In the server's words, cut. */
export function reasonOf(thrown: unknown): string {
  const { body, message, name } = thrown as ClientError
  const { error } = (body ?? {}) as { error?: string | Refusal }
  const said = typeof error === 'string' ? error : error === undefined ? message || name : describeRefusal(error)
  if (noTls.test(said)) return 'it speaks no TLS there, so its URL begins with http'
  return said.trim().replace(/\.$/, '').slice(0, reasonLimit)
}

export interface Refusal {
  readonly type?: string
  readonly reason?: string
  readonly caused_by?: Refusal
}

/** `mapper_parsing_exception: failed to parse … (illegal_argument_exception: …)` */
export function describeRefusal({ type = 'error', reason = '', caused_by: cause }: Refusal): string {
  return `${type}: ${reason}${cause === undefined ? '' : ` (${describeRefusal(cause)})`}`
}
