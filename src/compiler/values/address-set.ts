// Addresses and CIDR blocks → a set that says whether an address is in it. Its size hardly matters to that.
import { parseV4, readBlock, readV6, unmapped } from '../../event/address.ts'
import { V4Ranges } from './v4-ranges.ts'
import { V6Prefixes } from './v6-prefixes.ts'

export interface TextSet {
  has(text: string): boolean
}

/** Entries that are no block are left out, and told by their number. */
export function createAddressSet(entries: Iterable<string>, onRefused: (entry: number) => void = () => {}): TextSet {
  const v4 = new V4Ranges()
  const v6 = new V6Prefixes()
  const words = new Uint32Array(4)
  let entry = 0
  for (const text of entries) {
    const block = readBlock(text, words)
    if (block === null) onRefused(entry)
    else if (block.v4 >= 0) v4.add(block.v4, block.length)
    else v6.add(words, block.length)
    entry++
  }
  v4.settle()
  v6.settle()
  return {
    has(text) {
      const address = parseV4(text)
      if (address >= 0) return v4.has(address)
      if (!readV6(text, words)) return false
      const inner = unmapped(words)
      return inner >= 0 ? v4.has(inner) : v6.has(words)
    },
  }
}
