// Addresses and CIDR blocks → a set that says whether an address is in it. Its size hardly matters to that.
import { mappedV4, parseV4, readBlock, readV6, v6Words } from './address.ts'
import { V4Ranges } from './v4-ranges.ts'
import { V6Prefixes } from './v6-prefixes.ts'

export interface TextSet {
  has(text: string): boolean
}

/** Entries that are no block are left out, and told. */
export function createAddressSet(entries: Iterable<string>, onRefused: (entry: number) => void = () => {}): TextSet {
  const v4 = new V4Ranges()
  const v6 = new V6Prefixes()
  let entry = 0
  for (const text of entries) {
    const block = readBlock(text)
    if (block === null) onRefused(entry)
    else if (block.version === 4) v4.add(block.address, block.length)
    else v6.add(v6Words, block.length)
    entry++
  }
  v4.settle()
  v6.settle()
  return {
    has(text) {
      const address = parseV4(text)
      if (address >= 0) return v4.has(address)
      if (!readV6(text, asked)) return false
      const inner = mappedV4(asked)
      return inner >= 0 ? v4.has(inner) : v6.has(asked)
    },
  }
}

const asked = new Uint32Array(4)
