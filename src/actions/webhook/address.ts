// An IP address → whether a webhook may go there: only to what the whole internet can reach.
import ipaddr from 'ipaddr.js'

/** RFC 4291 section 2.5.4 and IANA: the block that global unicast addresses are given out from. */
const globalUnicast = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]

/**
 * False for loopback, private, link-local, unique-local, multicast, carrier-grade NAT, documentation, benchmark,
 * reserved and unspecified addresses, for IPv6 forms that lead to one of those in IPv4, and for what is no address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === 'unicast'
  const embedded = embeddedAddress(parsed)
  if (embedded) return embedded.range() === 'unicast'
  return parsed.zoneId === undefined && parsed.range() === 'unicast' && parsed.match(globalUnicast)
}

/** `::ffff:a.b.c.d`, and RFC 6052 section 2.1: where there is only IPv6, IPv4 is reached as `64:ff9b::a.b.c.d`. */
function embeddedAddress(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  if (address.range() === 'rfc6052') return new ipaddr.IPv4(address.toByteArray().slice(12))
  return null
}
