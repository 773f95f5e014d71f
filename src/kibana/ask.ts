// A request to Kibana's API → status and JSON. Throws OperationalError where there is no answer, or none of Kibana's.
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import { OperationalError } from '../errors.ts'

/** Where it is, and who asks: the credentials are the ones for Elasticsearch. None where security is off. */
export interface Kibana {
  /** With its base path, where it has one. */
  readonly url: string
  readonly apiKey?: string
  readonly username?: string
  readonly password?: string
  /** A certificate authority of one's own, as PEM. */
  readonly ca?: string
  /** Absent: the default space. */
  readonly space?: string
}

export interface KibanaRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** From `/api/` on. */
  readonly path: string
  readonly body?: { readonly type: string; readonly bytes: Buffer }
}

export interface KibanaAnswer {
  readonly status: number
  /** Undefined where it was no JSON. */
  readonly json: unknown
}

/** An import waits until what it wrote can be found. */
const timeoutMs = 60_000

export async function ask(kibana: Kibana, request: KibanaRequest): Promise<KibanaAnswer> {
  const url = urlOf(kibana, request.path)
  const { status, text } = await send(kibana, url, request)
  const json = readJson(text)
  const where = whereIs(kibana)
  if (status === 401) throw new OperationalError('KIBANA_REFUSED', { where })
  if (status >= 300 && status < 400) throw new OperationalError('KIBANA_ANSWER', { where, reason: redirected(status) })
  if (status === 503 || status === 502) throw new OperationalError('KIBANA_UNREACHABLE', { where, reason: notReady })
  return { status, json }
}

const notReady = 'it is not ready yet'

const redirected = (status: number): string =>
  `it sends us elsewhere (status ${status}); give the URL with the base path that Kibana has`

/** What Kibana says of a refusal, in its own words. */
export function messageIn({ status, json }: KibanaAnswer): string {
  const said = (json as { readonly message?: unknown } | null | undefined)?.message
  return typeof said === 'string' && said !== '' ? said : `it answers with status ${status}`
}

/** How people know it; holds no credentials. */
export const whereIs = ({ url }: Kibana): string => new URL(url).origin

function urlOf({ url, space }: Kibana, path: string): URL {
  const base = url.replace(/\/+$/, '')
  return new URL(`${base}${space === undefined ? '' : `/s/${encodeURIComponent(space)}`}${path}`)
}

function send(kibana: Kibana, url: URL, { method, body }: KibanaRequest): Promise<{ status: number; text: string }> {
  return new Promise((answered, failed) => {
    const refuse = (error: NodeJS.ErrnoException): void => failed(unreached(url, error))
    const options: RequestOptions = {
      method,
      agent: false,
      timeout: timeoutMs,
      headers: {
        // Kibana takes no request without it: a page of another site could not set it.
        'kbn-xsrf': 'tripline',
        'user-agent': 'tripline',
        ...authorization(kibana),
        ...(body === undefined ? {} : { 'content-type': body.type, 'content-length': body.bytes.length }),
      },
      ...(kibana.ca === undefined ? {} : { ca: kibana.ca }),
    }
    const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options)
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} seconds`)))
    outgoing.on('error', refuse)
    outgoing.on('response', (response) => {
      readAll(response).then((text) => answered({ status: response.statusCode ?? 0, text }), refuse)
    })
    outgoing.end(body?.bytes)
  })
}

function authorization({ apiKey, username, password = '' }: Kibana): { readonly authorization?: string } {
  if (apiKey !== undefined) return { authorization: `ApiKey ${apiKey}` }
  if (username === undefined) return {}
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}

async function readAll(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Certificates that nothing here vouches for. */
const untrusted =
  /^(?:SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ERR_TLS_CERT|CERT_|HOSTNAME_MISMATCH)/

function unreached(url: URL, error: NodeJS.ErrnoException): OperationalError {
  const code = untrusted.test(error.code ?? '') ? 'KIBANA_UNTRUSTED' : 'KIBANA_UNREACHABLE'
  return new OperationalError(code, { where: url.origin, reason: error.message || (error.code ?? 'unknown') }, error)
}
