// Lines of columns between spaces, some of them in quotes → the values of an Application Load Balancer's log.
import type { Value } from '../../src/event/value.ts'
import { textLines, valuesOfRow } from '../access/rows/text-values.ts'
import type { CodedRow, Said, Values } from '../access/values.ts'
import { readUtf8, undoEscapes } from '../template/unescape.ts'
import { columns, fewest, types } from './columns.ts'
import { whyNot } from './other-balancers.ts'

const said = columns.flatMap(({ meanings }, index) => meanings.map((meaning): Said => ({ index, meaning })))
const others = new Map(columns.flatMap(({ name, meanings }, index) => (meanings.length > 0 ? [] : [[name, index]])))

const scanned = textLines(said, {
  cut: { names: columns.map(({ name }) => name), fewest, heads: [...types] },
  ways: columns.map(() => 'backslash'),
  endsInWord: false,
})

export function openAlbValues(row?: CodedRow): Values {
  if (row !== undefined) return valuesOfRow(row, said, scanned)
  const spans = new Int32Array(columns.length * 2)
  let line = ''
  let ascii = true
  const at = (index: number): string | null => {
    const text = line.slice(spans[2 * index]!, spans[2 * index + 1]!)
    if (text === '' || text === '-') return null
    return ascii && !text.includes('\\') ? text : readUtf8(undoEscapes(text))
  }
  const other = (name: string): Value => {
    const index = others.get(name)
    const text = index === undefined ? null : at(index)
    return text !== null && columns[index!]!.isNumber ? positive(text) : text
  }
  return {
    load(next, nextIsAscii) {
      line = next
      ascii = nextIsAscii
      return cut(line, spans) >= fewest && types.has(line.slice(spans[0]!, spans[1]!))
    },
    whyNot: () => whyNot(line),
    said,
    at,
    has: (index) => spans[2 * index]! >= 0,
    others: () =>
      [...others.keys()].flatMap((name): [string, Value][] => {
        const value = other(name)
        return value === null ? [] : [[name, value]]
      }),
    other,
    scanned,
  }
}

/** -1 stands for what did not come to pass. */
function positive(text: string): number | null {
  const value = Number(text)
  return value >= 0 ? value : null
}

/** Writes start and end of each column, without its quotes, and returns how many there are. */
function cut(line: string, spans: Int32Array): number {
  let count = 0
  let from = 0
  while (from < line.length && 2 * count < spans.length) {
    const isQuoted = line.charCodeAt(from) === quote
    const start = isQuoted ? from + 1 : from
    const end = isQuoted ? quoteEnd(line, start) : line.indexOf(' ', start)
    const last = end < 0 ? line.length : end
    spans[2 * count] = start
    spans[2 * count + 1] = last
    count++
    from = last + (isQuoted ? 2 : 1)
  }
  spans.fill(-1, 2 * count)
  return count
}

const quote = 0x22
const backslash = 0x5c
const space = 0x20

/** A quote that a client sent is escaped; should one not be, only a quote before a space ends the column. */
function quoteEnd(line: string, from: number): number {
  let end = line.indexOf('"', from)
  while (end >= 0 && !isEnd(line, end)) end = line.indexOf('"', end + 1)
  return end
}

const isEnd = (line: string, at: number): boolean =>
  line.charCodeAt(at - 1) !== backslash && (at + 1 === line.length || line.charCodeAt(at + 1) === space)
