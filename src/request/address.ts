// Text → an IP address or network, read strictly: where two programs read one text as two addresses, somebody can hide.
import ipaddr from 'ipaddr.js'

export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Null where the text is no address. IPv4 inside IPv6 (RFC 4291 section 2.5.5.2) is IPv4; a zone names no host elsewhere. */
export function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (!text.includes(':') || text.includes('%') || !endsWell(text) || !ipaddr.IPv6.isValid(text)) return null
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/** IPv4 at the end is as strict as alone. `::192.0.2.1` is left out: it was retired, and is read in two ways. */
const endsWell = (text: string): boolean =>
  !text.includes('.') ||
  (ipaddr.IPv4.isValidFourPartDecimal(text.slice(text.lastIndexOf(':') + 1)) && !/^::[^:]*$/.test(text))

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
