// The words of an IP address → its text, and the Community ID of a flow. RFC 5952; Community ID 1.0.
import { createHash } from 'node:crypto'

export interface Endpoint {
  readonly version: 4 | 6
  /** Four 32-bit words; of IPv4 the first. */
  readonly words: Int32Array
  readonly port: number
}

export const addressText = (endpoint: Endpoint): string =>
  endpoint.version === 4 ? octets(endpoint).join('.') : shorten(groups(endpoint))

/** The address in network order: 4 or 16 bytes. */
function octets({ version, words }: Endpoint): number[] {
  return [...words.subarray(0, version === 4 ? 1 : 4)].flatMap((word) => [
    word >>> 24,
    (word >>> 16) & 255,
    (word >>> 8) & 255,
    word & 255,
  ])
}

const groups = (endpoint: Endpoint): string[] =>
  [...endpoint.words].flatMap((word) => [(word >>> 16).toString(16), (word & 0xffff).toString(16)])

/** RFC 5952 section 4.2: the longest run of two or more zero groups, the first of equals, becomes `::`. */
function shorten(all: string[]): string {
  let best = { from: 0, length: 1 }
  for (let from = 0; from < all.length; from++) {
    let length = 0
    while (all[from + length] === '0') length++
    if (length > best.length) best = { from, length }
  }
  if (best.length < 2) return all.join(':')
  return `${all.slice(0, best.from).join(':')}::${all.slice(best.from + best.length).join(':')}`
}

/** The same for both directions: the smaller address (then port) comes first. */
export function communityId(one: Endpoint, other: Endpoint): string {
  const a = { address: Buffer.from(octets(one)), port: one.port }
  const b = { address: Buffer.from(octets(other)), port: other.port }
  const order = Buffer.compare(a.address, b.address) || a.port - b.port
  const [first, second] = order <= 0 ? [a, b] : [b, a]
  const seed = [0, 0]
  const hash = createHash('sha1')
    .update(Buffer.from(seed))
    .update(first.address)
    .update(second.address)
    .update(Buffer.from([tcpProtocol, 0, ...twoBytes(first.port), ...twoBytes(second.port)]))
  return `1:${hash.digest('base64')}`
}

const tcpProtocol = 6

const twoBytes = (port: number): number[] => [port >> 8, port & 255]
