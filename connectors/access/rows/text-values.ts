// A row of a line of text → its values.
import type { CodedRow, Said, Values } from '../values.ts'
import { addressesApart } from './addresses.ts'
import type { TextLines } from './text-lines.ts'

/** How lines are scanned that say that. */
export const textLines = (said: readonly Said[], lines: Pick<TextLines, 'cut' | 'ways' | 'endsInWord'>): TextLines => ({
  ...lines,
  kind: 'text',
  times: new Map(said.flatMap(({ index, meaning }) => (meaning.kind === 'time' ? [[index, meaning.open]] : []))),
})

export const valuesOfRow = (row: CodedRow, said: readonly Said[], scanned: TextLines): Values => ({
  load: () => row.has(scanned.cut.names.length),
  ...addressesApart(said, row),
  timeAt: row.timeAt,
  has: () => true,
  others: () => [],
  other: () => null,
  scanned,
})
