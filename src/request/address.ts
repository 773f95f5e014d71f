// Text → an IP address or network, as proxies and people who configure them write it.
import ipaddr from 'ipaddr.js'
import { parseV4, readV6, unmapped } from '../event/address.ts'

export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Null where the text is no address. IPv4 inside IPv6 (RFC 4291 section 2.5.5.2) is IPv4; a zone names no host elsewhere. */
export function parseAddress(text: string): Address | null {
  const v4 = parseV4(text)
  if (v4 >= 0) return new ipaddr.IPv4(octetsOf(v4))
  if (text.includes('%') || isRetired(text) || !readV6(text, words)) return null
  const inner = unmapped(words)
  return inner >= 0 ? new ipaddr.IPv4(octetsOf(inner)) : new ipaddr.IPv6([...words].flatMap(octetsOf))
}

const words = new Uint32Array(4)

const octetsOf = (word: number): number[] => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]

/** `::192.0.2.1`, which is read in two ways. */
const isRetired = (text: string): boolean => text.includes('.') && /^::[^:]*$/.test(text)

export interface Network {
  readonly address: Address
  /** Of the prefix, in bits. */
  readonly length: number
}

/** `10.0.0.0/8`, `2001:db8::/32`, or an address alone; null where it is neither. */
export function parseNetwork(text: string): Network | null {
  const slash = text.indexOf('/')
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === null) return null
  const width = address.toByteArray().length * 8
  const length = slash < 0 ? String(width) : text.slice(slash + 1)
  return /^\d{1,3}$/.test(length) && Number(length) <= width ? { address, length: Number(length) } : null
}
