// What is to be blocked → the words of nftables for it; what nftables says → what is blocked.
import type { Network } from '../../request/address.ts'

export const table = 'inet tripline'

/** Elements that a set may hold. */
export const setSize = 65_536

const setNames = ['address4', 'address6', 'range4', 'range6'] as const
type SetName = (typeof setNames)[number]

/** Single addresses lie in sets of their own, which take and tell of them at once; intervals must not overlap. */
export const setOf = ({ address, length }: Network): SetName => {
  const isRange = length < address.toByteArray().length * 8
  return `${isRange ? 'range' : 'address'}${address.kind() === 'ipv4' ? 4 : 6}`
}

const declared = (name: SetName): string => {
  const type = name.endsWith('4') ? 'ipv4_addr' : 'ipv6_addr'
  const flags = name.startsWith('range') ? 'interval,timeout' : 'timeout'
  return `add set ${table} ${name} { type ${type}; flags ${flags}; size ${setSize}; counter; }`
}

const drops = (chain: string, side: 'saddr' | 'daddr'): readonly string[] =>
  setNames.map(
    (name) => `add rule ${table} ${chain} ${name.endsWith('4') ? 'ip' : 'ip6'} ${side} @${name} counter drop`,
  )

/** In no rule: it is there to be filled again with what it holds. 192.0.0.8 (RFC 7600) is nobody's address. */
const rehearsed = `${table} rehearsal`
export const nobody = '192.0.0.8'

/** Changes nothing, so that it makes no new generation of the tables; but nft has to know them for it, as for a block. */
export const rehearsing = `add element ${rehearsed} { ${nobody} }`

/**
 * One transaction, safe to repeat: what is in the sets stays. Before everything else that filters, follows connections or
 * rewrites addresses, so that what is forwarded to containers is dropped too; and nothing goes out to whom is blocked.
 */
export const setUp: string = [
  `add table ${table}`,
  ...setNames.map(declared),
  `add set ${rehearsed} { type ipv4_addr; }`,
  rehearsing,
  `add chain ${table} arriving { type filter hook prerouting priority -300; policy accept; }`,
  `add chain ${table} leaving { type filter hook postrouting priority -300; policy accept; }`,
  `flush chain ${table} arriving`,
  `flush chain ${table} leaving`,
  ...drops('arriving', 'saddr'),
  ...drops('leaving', 'daddr'),
].join('; ')

export interface Element {
  /** As `spelled` names it. */
  readonly name: string
  readonly network: Network
  readonly seconds: number
}

export const adding = ({ name, network, seconds }: Element): string =>
  `add element ${table} ${setOf(network)} { ${name} timeout ${seconds}s }`

export const removing = ({ name, network }: Pick<Element, 'name' | 'network'>): string =>
  `delete element ${table} ${setOf(network)} { ${name} }`

/** In one transaction: older kernels leave the timeout of what is there as it is. */
export const replacing = (element: Element): string => [adding(element), removing(element), adding(element)].join('; ')

export interface Listed {
  readonly name: string
  readonly expiresSeconds: number
  /** Packets that were dropped because of it. */
  readonly packets: number
}

interface ListedElement {
  readonly val: string | { readonly prefix: { readonly addr: string; readonly len: number } }
  readonly expires?: number
  readonly counter?: { readonly packets: number }
}

/** The answer of `nft -j list table inet tripline`. */
export function readListing(json: string): readonly Listed[] {
  const { nftables = [] } = JSON.parse(json) as { nftables?: readonly { set?: { elem?: readonly unknown[] } }[] }
  return nftables.flatMap(({ set }) => (set?.elem ?? []).flatMap(readElement))
}

function readElement(element: unknown): readonly Listed[] {
  const { val, expires = 0, counter } = ((element as { elem?: unknown }).elem ?? {}) as Partial<ListedElement>
  const name = typeof val === 'string' ? val : val?.prefix ? `${val.prefix.addr}/${val.prefix.len}` : null
  return name === null ? [] : [{ name, expiresSeconds: expires, packets: counter?.packets ?? 0 }]
}
