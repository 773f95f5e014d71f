// Secrets of a session → the keys of a direction. RFC 8446 section 7 and RFC 5246 sections 5 and 6.3.
import { createHmac } from 'node:crypto'
import type { Suite } from './suites.ts'

export interface Keys {
  readonly key: Buffer
  readonly iv: Buffer
}

/** RFC 8446 section 7.3. */
export const trafficKeys = (secret: Buffer, { hash, keyBytes }: Suite): Keys => ({
  key: expandLabel(hash, secret, 'key', keyBytes),
  iv: expandLabel(hash, secret, 'iv', ivBytes),
})

/** RFC 8446 section 7.2: after a KeyUpdate. */
export const nextSecret = (secret: Buffer, { hash }: Suite): Buffer =>
  expandLabel(hash, secret, 'traffic upd', secret.length)

/** RFC 8446 section 7.1. No output is longer than the hash, so that there is one round of RFC 5869 section 2.3. */
function expandLabel(hash: Suite['hash'], secret: Buffer, name: string, length: number): Buffer {
  const label = Buffer.from(`tls13 ${name}`)
  const info = Buffer.concat([Buffer.from([length >> 8, length & 255, label.length]), label, Buffer.from([0, 1])])
  return createHmac(hash, secret).update(info).digest().subarray(0, length)
}

export interface Randoms {
  readonly client: Buffer
  readonly server: Buffer
}

/** RFC 5246 section 6.3. Suites with authenticated encryption have no keys for a MAC. */
export function keysBefore13(master: Buffer, randoms: Randoms, suite: Suite): { client: Keys; server: Keys } {
  const { keyBytes } = suite
  const iv = suite.cipher === 'chacha20-poly1305' ? ivBytes : saltBytes
  const seed = Buffer.concat([Buffer.from('key expansion'), randoms.server, randoms.client])
  const block = pseudoRandom(suite.hash, master, seed, 2 * (keyBytes + iv))
  const part = (at: number, length: number): Buffer => block.subarray(at, at + length)
  return {
    client: { key: part(0, keyBytes), iv: part(2 * keyBytes, iv) },
    server: { key: part(keyBytes, keyBytes), iv: part(2 * keyBytes + iv, iv) },
  }
}

/** RFC 5246 section 5. */
function pseudoRandom(hash: Suite['hash'], secret: Buffer, seed: Buffer, length: number): Buffer {
  const hmac = (bytes: Buffer): Buffer => createHmac(hash, secret).update(bytes).digest()
  const parts: Buffer[] = []
  let last = seed
  for (let made = 0; made < length; made += parts.at(-1)!.length) {
    last = hmac(last)
    parts.push(hmac(Buffer.concat([last, seed])))
  }
  return Buffer.concat(parts)
}

const ivBytes = 12
/** RFC 5288 section 3: of the nonce the rest comes with each record. */
const saltBytes = 4
