// Whatever ioredis throws → the operational error that says what to do about it.
import { type ErrorCode, OperationalError } from '../../errors.ts'

/** `where`: the server as the config names it, without secrets. */
export function trouble(error: unknown, where: string): unknown {
  if (error instanceof OperationalError || isOurs(error)) return error
  return new OperationalError(codeOf(error), { where, reason: reasonOf(error) }, error)
}

/** A mistake in our own code is no trouble with the server. */
const isOurs = (error: unknown): boolean => error instanceof TypeError || error instanceof RangeError

const refused = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR AUTH|ERR invalid password|ERR Client sent AUTH)/

function codeOf(error: unknown): ErrorCode {
  const { code, message, name } = deepest(error)
  if (refused.test(message)) return 'QUEUE_REFUSED'
  if (code !== undefined && isOfTls(code)) return 'QUEUE_UNTRUSTED'
  return name === 'ReplyError' ? 'QUEUE_FAILED' : 'QUEUE_UNREACHABLE'
}

const isOfTls = (code: string): boolean => /CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|^UNABLE_TO_/.test(code)

// biome-ignore format: table
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED:                    'nothing listens there',
  ENOTFOUND:                       'there is no host of that name',
  EAI_AGAIN:                       'the name of the host could not be looked up',
  ETIMEDOUT:                       'it did not answer in time',
  ECONNRESET:                      'it closed the connection',
  EHOSTUNREACH:                    'there is no way to that host',
  EPROTO:                          'it does not speak TLS',
  ERR_SSL_WRONG_VERSION_NUMBER:    'it does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG:  'it does not speak TLS',
  DEPTH_ZERO_SELF_SIGNED_CERT:     'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN:       'its certificate is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not known here',
  CERT_HAS_EXPIRED:                'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID:    'its certificate is for another host',
}

/** What ioredis and Redis say of themselves, which tells nobody anything who does not know them. */
const sayings: readonly (readonly [RegExp, string])[] = [
  [/^NOAUTH/, 'it asks for a password'],
  [/max retries per request/, 'it closed the connection'],
  [/^Connection is closed/, 'it closed the connection'],
  [/enableOfflineQueue/, 'there is no connection to it at the moment'],
  [/^(?:Command|connect|Connection) timed? ?out/i, 'it did not answer in time'],
]

function reasonOf(error: unknown): string {
  const { code, message } = deepest(error)
  const said = sayings.find(([saying]) => saying.test(message))
  return (code && reasons[code]) ?? said?.[1] ?? message.replace(/\.$/, '')
}

interface Failure {
  readonly name?: string
  readonly code?: string
  readonly message: string
}

/** A cluster's error holds that of the node which was tried last; one of several addresses, those of each. */
function deepest(error: unknown): Failure {
  const { lastNodeError, errors, previousErrors } = error as {
    lastNodeError?: unknown
    errors?: unknown[]
    previousErrors?: unknown[]
  }
  const inner = lastNodeError ?? errors?.at(-1) ?? previousErrors?.at(-1)
  return inner ? deepest(inner) : (error as Failure)
}
