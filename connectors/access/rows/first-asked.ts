// Some lines, read one by one → which of their values are asked for: a scanner that tells of all of them from the start need
// not be opened again.
import { isAscii } from 'node:buffer'
import type { ReaderContext } from '../../connector.ts'
import { eachLine } from '../../lines.ts'
import type { Gives } from '../columns.ts'
import { addressOf } from '../endpoint.ts'
import { AccessLine } from '../line.ts'
import { addressNumber, type JsonLines } from './json-lines.ts'
import type { ScannedKind } from './reader.ts'
import { nobody } from './row-kind.ts'

const mostBytes = 1 << 14

/** By kind. None of lines of text: the first of them tells. */
export function firstAsked(
  kinds: readonly ScannedKind[],
  bytes: Uint8Array,
  { request }: ReaderContext,
): Set<number>[] {
  const asked = kinds.map(() => new Set<number>())
  if (kinds.some(({ kind }) => kind.values.scanned?.kind !== 'json')) return asked
  const lines = kinds.map(({ open, kind: { values } }, number) => {
    const ask = (index: number): boolean => {
      const has = values.has(index)
      if (has) asked[number]!.add(index)
      return has
    }
    const at = (index: number): string | null => (ask(index) ? values.at(index) : null)
    const isPositive = (index: number): boolean => Number(at(index)) > 0
    const partAt = (index: number): string | null => {
      if (values.has(index)) asked[number]!.add(addressNumber(values.scanned as JsonLines, index))
      return addressOf(values.at(index) ?? '')
    }
    return new AccessLine(open({ ...wholeTexts, at, partAt, has: ask, isPositive }), request)
  })
  eachLine(bytes.subarray(0, mostBytes), false, (start, end) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
    for (const [number, { kind }] of kinds.entries()) {
      if (!kind.line.load(text.toString('latin1'), isAscii(text))) continue
      askAll(lines[number]!, kind.gives)
      return
    }
  })
  return asked
}

/** What is not told as a number is asked for as a text. */
const wholeTexts = { numberAt: () => Number.NaN, hasPart: () => false, timeAt: () => Number.NaN }

function askAll(line: AccessLine, gives: Gives): void {
  if (!line.load('', true)) return
  line.time()
  const { events, shared } = gives[line.kind()]
  for (const { read } of [...shared, ...events.flatMap(({ columns }) => columns)]) read(line, nobody)
}
