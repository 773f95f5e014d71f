// Addresses and CIDR blocks → a set that says whether an address is in it, in the logarithm of its size.
import { type Block, parseBlock, parseV4, parseV6, unmapped } from './address.ts'

export interface TextSet {
  has(text: string): boolean
}

/** Entries that are no block are left out; the check has reported them. */
export function createAddressSet(entries: readonly string[]): TextSet {
  const blocks = entries.map(parseBlock).filter((block) => block !== null)
  const v4 = merged(blocks.filter(({ version }) => version === 4))
  const v6 = merged(blocks.filter(({ version }) => version === 6))
  const firsts = Float64Array.from(v4, ({ first }) => Number(first))
  const lasts = Float64Array.from(v4, ({ last }) => Number(last))
  const holdsV4 = (address: number): boolean => {
    const at = below(firsts.length, (i) => firsts[i]! <= address)
    return at >= 0 && address <= lasts[at]!
  }
  const holdsV6 = (address: bigint): boolean => {
    const at = below(v6.length, (i) => v6[i]!.first <= address)
    return at >= 0 && address <= v6[at]!.last
  }
  return {
    has(text) {
      const address = parseV4(text)
      if (address >= 0) return holdsV4(address)
      const long = parseV6(text)
      if (long === null) return false
      const inner = unmapped(long)
      return inner >= 0 ? holdsV4(inner) : holdsV6(long)
    },
  }
}

/** In order, with overlapping blocks joined, so that the nearest block below an address decides. */
function merged(blocks: readonly Block[]): readonly Block[] {
  const out: Block[] = []
  for (const block of blocks.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const previous = out.at(-1)
    if (!previous || block.first > previous.last) out.push(block)
    else if (block.last > previous.last) out[out.length - 1] = { ...previous, last: block.last }
  }
  return out
}

/** The last index for which a claim holds that holds for a beginning of them; -1 for none. */
function below(length: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low - 1
}
