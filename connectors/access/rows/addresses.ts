// Values that are endpoints → their addresses, told by themselves: most endpoints come once, with their ports.
import { addressOf } from '../endpoint.ts'
import type { CodedRow, Said, Values } from '../values.ts'

/** In the place of values whose addresses are told by themselves. */
const firstAddress = 1 << 16

/** What a row says, by its numbers and those of the addresses in it. */
export function addressesApart(said: readonly Said[], row: CodedRow): Pick<Values, 'said' | 'at'> {
  return {
    said: said.map((one, number) => (isAddress(one) ? addressAt(one, firstAddress + number) : one)),
    at: (index) => (index < firstAddress ? row.at(index) : row.partAt(said[index - firstAddress]!.index, 'address')),
  }
}

const isAddress = ({ meaning }: Said): boolean => meaning.kind === 'text' && meaning.read === addressOf

const addressAt = ({ meaning }: Said, index: number): Said => ({
  index,
  meaning: meaning.kind === 'text' ? { ...meaning, read: null } : meaning,
})
