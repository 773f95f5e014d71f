// This machine → its addresses and its gateways, which are never to be blocked.
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'

/** They change seldom, and are asked for at every block. */
const freshMs = 5000

export function createOwnAddresses(now: () => number): () => readonly string[] {
  let known: readonly string[] = []
  let untilMs = Number.NEGATIVE_INFINITY
  return () => {
    if (now() < untilMs) return known
    untilMs = now() + freshMs
    known = [
      ...Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
      ...gateways4(read('/proc/net/route')),
      ...gateways6(read('/proc/net/ipv6_route')),
    ]
    return known
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** `/proc/net/route`: addresses are hexadecimal, their lowest byte first. */
export const gateways4 = (table: string): readonly string[] =>
  table.split('\n').flatMap((line) => {
    const gateway = line.split(/\s+/)[2] ?? ''
    if (!/^[0-9A-F]{8}$/i.test(gateway) || gateway === '00000000') return []
    return [[6, 4, 2, 0].map((at) => Number.parseInt(gateway.slice(at, at + 2), 16)).join('.')]
  })

/** `/proc/net/ipv6_route`: the gateway is the fifth column. */
export const gateways6 = (table: string): readonly string[] =>
  table.split('\n').flatMap((line) => {
    const gateway = line.split(/\s+/)[4] ?? ''
    return /^[0-9a-f]{32}$/i.test(gateway) && !/^0+$/.test(gateway) ? [gateway.match(/.{4}/g)!.join(':')] : []
  })
