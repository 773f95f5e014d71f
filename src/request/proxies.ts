// The proxies that a deployment trusts, as written in its config → what an address is, and whether it is one of them.
import { type Address, parseAddress, parseNetwork } from './address.ts'

export interface Judged {
  /** In its usual spelling. */
  readonly address: string
  readonly isTrusted: boolean
}

export interface TrustedProxies {
  /** Null where the text is no address. Where nobody is trusted nothing is read, and all is null. */
  judge(text: string): Judged | null
}

/** Entries that are neither address nor network are left out: the config has reported them. */
export function createTrustedProxies(entries: readonly string[]): TrustedProxies {
  const networks = entries.map(parseNetwork).filter((network) => network !== null)
  if (networks.length === 0) return { judge: () => null }
  const prefixes = new Set(networks.map(({ address, length }) => bitsOf(address).slice(0, kindLength + length)))
  const lengths = [...new Set([...prefixes].map((prefix) => prefix.length))]
  return remembering((text) => {
    const address = parseAddress(text)
    if (address === null) return null
    const bits = bitsOf(address)
    const isTrusted = lengths.some((length) => prefixes.has(bits.slice(0, length)))
    return { address: address.toString(), isTrusted }
  })
}

const kindLength = 'ipv4'.length

/** `ipv4` or `ipv6` and the bits: a network is what all its addresses begin with. */
const bitsOf = (address: Address): string =>
  address.toByteArray().reduce<string>((bits, byte) => bits + byte.toString(2).padStart(8, '0'), address.kind())

/** Reading an address takes some fifty times as long as finding it again, and most come again: proxies are few. */
function remembering(judge: TrustedProxies['judge']): TrustedProxies {
  const known = new Map<string, Judged>()
  return {
    judge(text) {
      const before = known.get(text)
      if (before !== undefined) return before
      const judged = judge(text)
      // What clients send is not kept without bound; nor is `text`, which may be a slice of a long header and keep it all.
      if (known.size >= mostKnown) known.clear()
      if (judged !== null) known.set(judged.address, judged)
      return judged
    },
  }
}

const mostKnown = 4096
