// Headers of an HTTP/2 stream → the head of a request for a WebSocket, or of an answer. RFC 8441 and RFC 9113 section 8.3.
import type { RequestHead, ResponseHead } from '../http-head.ts'
import type { HeaderField } from './hpack.ts'

/** Null where they ask for something else. RFC 8441 section 4. */
export function webSocketRequest(fields: readonly HeaderField[]): RequestHead | null {
  const pseudo = new Map(fields.filter(([name]) => name.startsWith(':')))
  if (pseudo.get(':method') !== 'CONNECT' || pseudo.get(':protocol')?.toLowerCase() !== 'websocket') return null
  const headers = regular(fields)
  const authority = pseudo.get(':authority')
  if (authority !== undefined) headers.set('host', [authority])
  const isSecure = /^(?:https|wss)$/i.test(pseudo.get(':scheme') ?? '')
  return { method: 'CONNECT', target: pseudo.get(':path') ?? '/', version: '2', headers, isSecure }
}

/** Null where they are no answer: trailers, or headers without a status. */
export function answer(fields: readonly HeaderField[]): ResponseHead | null {
  const status = fields.find(([name]) => name === ':status')?.[1]
  return status !== undefined && /^\d{3}$/.test(status)
    ? { status: Number(status), version: '2', headers: regular(fields) }
    : null
}

function regular(fields: readonly HeaderField[]): Map<string, string[]> {
  const headers = new Map<string, string[]>()
  for (const [name, value] of fields) {
    if (name.startsWith(':')) continue
    const key = name.toLowerCase()
    const values = headers.get(key)
    if (values) values.push(value)
    else headers.set(key, [value])
  }
  return headers
}
