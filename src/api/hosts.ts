// Host and Origin headers → whether they are ours.
import { BlockList, isIP } from 'node:net'
import { bareHost } from '../request/origin.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** An address or name that only this machine reaches. */
export function isLoopback(host: string): boolean {
  const version = isIP(host)
  if (version === 0) return host === 'localhost'
  return loopback.check(host, version === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Whether a Host header is one of ours. A page that points its own name at this machine (DNS rebinding) comes with that
 * name. An address cannot be rebound, so any will do where the API is open to the network anyway.
 */
export function isOwnHost(
  header: string,
  own: { readonly host: string; readonly hosts: readonly string[]; readonly open: boolean },
): boolean {
  const host = bareHost(header)
  if (isLoopback(host)) return true
  if (isIP(host) !== 0) return own.open || host === own.host
  return [own.host, ...own.hosts].some((name) => name.toLowerCase() === host)
}

/** Whether a page of that origin was served by the host that it now asks. Behind a proxy it may be https. */
export function isSameOrigin(origin: string, host: string): boolean {
  const url = URL.parse(origin)
  if (!url || url.origin !== origin) return false
  return (
    (url.protocol === 'http:' || url.protocol === 'https:') && url.host === URL.parse(`${url.protocol}//${host}`)?.host
  )
}
