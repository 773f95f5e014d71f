// A URL and a body → the answer's status and first bytes. Dials only addresses that were checked; follows nothing.
import { lookup as resolve } from 'node:dns'
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './address.ts'

/** Bytes of an answer that are read at most. */
const answerLimit = 512

export interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  /** The beginning of what the other side said: a stranger's text. */
  readonly excerpt: string
}

/** The address is one that only the config can allow. */
export class AddressRefused extends Error {
  constructor(host: string, address: string) {
    super(`${host} is at ${address}, which is no public address. Set allow_private for this webhook to send there.`)
    this.name = 'AddressRefused'
  }
}

export interface Post {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly allowPrivate: boolean
  readonly signal: AbortSignal
}

/** Rejects where no answer came: AddressRefused, or the reason that the connection gave. */
export function post({ url, headers, body, allowPrivate, signal }: Post): Promise<Answer> {
  return new Promise((answered, failed) => {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // URL has turned every spelling of an IPv4 address (2130706433, 0x7f.1) into the usual one.
    if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw new AddressRefused(host, host)
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      signal,
      // A connection of its own: one that was kept open has not had its address checked for this attempt.
      agent: false,
      ...(allowPrivate ? {} : { lookup: publicLookup }),
    }
    const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options)
    outgoing.on('error', failed)
    outgoing.on('response', (response) => {
      // From here on the status is known: what goes wrong is the body's, and readAnswer's.
      outgoing.off('error', failed).on('error', () => {})
      readAnswer(response).then(answered, failed)
    })
    outgoing.end(body)
  })
}

/** Resolves as usual, and refuses the name if any of its addresses is refused: what was checked is what is dialled. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    const refused = addresses.find(({ address }) => !isPublicAddress(address))
    if (refused) return callback(new AddressRefused(hostname, refused.address), [])
    const [first] = addresses
    return options.all ? callback(null, addresses) : callback(null, first!.address, first!.family)
  })
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= answerLimit) break
    }
  } catch {
    // The status is the answer; a body that breaks off changes nothing about it.
  }
  response.destroy()
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers['retry-after'],
    excerpt: Buffer.concat(chunks).subarray(0, answerLimit).toString('utf8'),
  }
}
