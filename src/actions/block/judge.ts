// An address or a network that is to be blocked → why it must not be, or that it may.
import { type Address, type Network, parseNetwork } from '../../request/address.ts'

export interface Untouchable {
  /** `blocks.never` of the config. */
  readonly never: readonly string[]
  readonly trustedProxies: readonly string[]
  /** Of this machine and of its gateways, as they are now. */
  readonly own: () => readonly string[]
}

/** Whoever is one of these is no host elsewhere. */
const alwaysNever = ['127.0.0.0/8', '::1', '0.0.0.0/8', '::', '224.0.0.0/4', 'ff00::/8', '255.255.255.255']

/** Null where it may be blocked, else a sentence. */
export function refusalOf(target: Network, { never, trustedProxies, own }: Untouchable): string | null {
  const lists: readonly (readonly [readonly string[], string])[] = [
    [alwaysNever, 'It is, or holds, loopback or another address that is no single host.'],
    [own(), 'It is, or holds, an address of this machine or its gateway.'],
    [trustedProxies, 'It is, or holds, a trusted proxy: a block would shut out all who come through it.'],
    [never, 'It is, or holds, what blocks.never keeps from being blocked.'],
  ]
  return lists.find(([entries]) => entries.some((entry) => overlaps(target, entry)))?.[1] ?? null
}

export function overlaps(target: Network, entry: string): boolean {
  const other = parseNetwork(entry)
  if (other === null || other.address.kind() !== target.address.kind()) return false
  const length = Math.min(other.length, target.length)
  return bitsOf(other.address, length) === bitsOf(target.address, length)
}

const bitsOf = (address: Address, length: number): string =>
  address
    .toByteArray()
    .reduce<string>((bits, byte) => bits + byte.toString(2).padStart(8, '0'), '')
    .slice(0, length)

/** In its usual spelling: without a length where it is one address, else from its first address on. Null: neither. */
export function spelled(text: string): { readonly name: string; readonly network: Network } | null {
  const network = parseNetwork(text)
  if (network === null) return null
  const { address, length } = network
  const bytes = address
    .toByteArray()
    .map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, length - index * 8))))
  const first = parseNetwork(textOf(bytes))!.address
  const isWhole = length === bytes.length * 8
  return { name: isWhole ? first.toString() : `${first.toString()}/${length}`, network: { address: first, length } }
}

const textOf = (bytes: readonly number[]): string =>
  bytes.length === 4
    ? bytes.join('.')
    : Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16)).join(':')
