// An address or a network that is to be blocked → why it must not be, or that it may.
import { type Network, parseNetwork } from '../../request/address.ts'

export interface Untouchable {
  /** `blocks.never` of the config. */
  readonly never: readonly string[]
  readonly trustedProxies: readonly string[]
  /** Of this machine and of its gateways; another array where they have changed. */
  readonly own: () => readonly string[]
}

/** Whoever is one of these is no host elsewhere. */
const alwaysNever = ['127.0.0.0/8', '::1', '0.0.0.0/8', '::', '224.0.0.0/4', 'ff00::/8', '255.255.255.255']

/** Null where it may be blocked, else a sentence. */
export type Judge = (target: Network) => string | null

/** Reads all lists now, so that whoever is in a hurry has only to compare. */
export function createJudge({ never, trustedProxies, own }: Untouchable): Judge {
  const lists: readonly (readonly [() => readonly Prefix[], string])[] = [
    [lasting(alwaysNever), 'It is, or holds, loopback or another address that is no single host.'],
    [following(own), 'It is, or holds, an address of this machine or its gateway.'],
    [lasting(trustedProxies), 'It is, or holds, a trusted proxy: a block would shut out all who come through it.'],
    [lasting(never), 'It is, or holds, what blocks.never keeps from being blocked.'],
  ]
  return (target) => {
    const prefix = prefixOf(target)
    return lists.find(([prefixes]) => prefixes().some((each) => meet(prefix, each)))?.[1] ?? null
  }
}

function lasting(entries: readonly string[]): () => readonly Prefix[] {
  const prefixes = entries.flatMap(readPrefix)
  return () => prefixes
}

/** Another array is another list; the same one is not read again. */
function following(list: () => readonly string[]): () => readonly Prefix[] {
  let entries = list()
  let prefixes = entries.flatMap(readPrefix)
  return () => {
    const now = list()
    if (now !== entries) prefixes = now.flatMap(readPrefix)
    entries = now
    return prefixes
  }
}

/** What all addresses of a network begin with. */
interface Prefix {
  readonly bytes: readonly number[]
  /** In bits. */
  readonly length: number
}

const prefixOf = ({ address, length }: Network): Prefix => ({ bytes: address.toByteArray(), length })

/** What is neither address nor network is left out: the config has reported it. */
function readPrefix(entry: string): readonly Prefix[] {
  const network = parseNetwork(entry)
  return network === null ? [] : [prefixOf(network)]
}

function meet(one: Prefix, other: Prefix): boolean {
  if (one.bytes.length !== other.bytes.length) return false
  const length = Math.min(one.length, other.length)
  return one.bytes.every((byte, index) => ((byte ^ other.bytes[index]!) & maskOf(length - index * 8)) === 0)
}

/** Of a byte of which so many bits count. */
const maskOf = (bits: number): number => (0xff00 >> Math.min(8, Math.max(0, bits))) & 0xff

export const overlaps = (target: Network, entry: string): boolean =>
  readPrefix(entry).some((prefix) => meet(prefixOf(target), prefix))

/** In its usual spelling: without a length where it is one address, else from its first address on. Null: neither. */
export function spelled(text: string): { readonly name: string; readonly network: Network } | null {
  const network = parseNetwork(text)
  if (network === null) return null
  const { address, length } = network
  if (length === address.toByteArray().length * 8) return { name: address.toString(), network }
  const bytes = address.toByteArray().map((byte, index) => byte & maskOf(length - index * 8))
  const first = parseNetwork(textOf(bytes))!.address
  return { name: `${first.toString()}/${length}`, network: { address: first, length } }
}

const textOf = (bytes: readonly number[]): string =>
  bytes.length === 4
    ? bytes.join('.')
    : Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16)).join(':')
