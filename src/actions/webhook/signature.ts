// Secrets, id, time and body → the headers of Standard Webhooks 1.0.0.
import { createHmac } from 'node:crypto'

/** A `whsec_` secret's key bytes, or null where it is none. The specification asks for 24 to 64 bytes. */
export function secretKey(secret: string): Buffer | null {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1]
  if (base64 === undefined) return null
  const key = Buffer.from(base64, 'base64')
  return key.length >= 24 && key.length <= 64 ? key : null
}

/** One signature a key, so that a receiver may change its secret without losing a message. */
export function signedHeaders(
  keys: readonly Uint8Array[],
  message: { readonly id: string; readonly seconds: number; readonly body: string },
): Readonly<Record<string, string>> {
  const { id, seconds, body } = message
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(seconds) }
  if (keys.length === 0) return headers
  const signatures = keys.map((key) => createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64'))
  return { ...headers, 'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' ') }
}
