// This machine → its addresses and its gateways, which are never to be blocked.
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'

export interface OwnAddresses {
  /** As they were when they were read last; the same array until they change. */
  list(): readonly string[]
  /** To be called every now and then, by nobody who is in a hurry. */
  refresh(): void
}

export function createOwnAddresses(readAll: () => readonly string[] = readOwnAddresses): OwnAddresses {
  let known = readAll()
  return {
    list: () => known,
    refresh() {
      const now = readAll()
      if (now.join() !== known.join()) known = now
    },
  }
}

const readOwnAddresses = (): readonly string[] => [
  ...Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
  ...gateways4(read('/proc/net/route')),
  ...gateways6(read('/proc/net/ipv6_route')),
]

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
