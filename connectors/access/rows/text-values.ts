// A row of a line of text → its values. Addresses are told by themselves there: most endpoints come once, with their ports.
import { addressOf } from '../endpoint.ts'
import type { CodedRow, Said, Values } from '../values.ts'
import type { TextLines } from './text-lines.ts'

/** How lines are scanned that say that. */
export const textLines = (said: readonly Said[], lines: Pick<TextLines, 'cut' | 'ways' | 'endsInWord'>): TextLines => ({
  ...lines,
  kind: 'text',
  times: new Map(said.flatMap(({ index, meaning }) => (meaning.kind === 'time' ? [[index, meaning.open]] : []))),
})

export const valuesOfRow = (row: CodedRow, said: readonly Said[], scanned: TextLines): Values => ({
  load: () => row.has(scanned.cut.names.length),
  said: said.map((one, number) => (isAddress(one) ? addressAt(one, firstAddress + number) : one)),
  at: (index) => (index < firstAddress ? row.at(index) : row.partAt(said[index - firstAddress]!.index, 'address')),
  timeAt: row.timeAt,
  has: () => true,
  others: () => [],
  other: () => null,
  scanned,
})

/** In the place of values whose addresses are told by themselves. */
const firstAddress = 1 << 16

const isAddress = ({ meaning }: Said): boolean => meaning.kind === 'text' && meaning.read === addressOf

const addressAt = ({ meaning }: Said, index: number): Said => ({
  index,
  meaning: meaning.kind === 'text' ? { ...meaning, read: null } : meaning,
})
