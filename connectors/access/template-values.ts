// A log format → the values of its lines: cut by the text between its variables.
import type { Escape, LogFormat } from '../../grammar/log-format/log-format.ts'
import type { Value } from '../../src/event/value.ts'
import { isForKernel } from '../template/program.ts'
import { createSplitter, cutOf, type Shapes, unknown } from '../template/split.ts'
import { plainText, readUtf8 } from '../template/unescape.ts'
import { fact, type Meaning } from './facts.ts'
import { textLines, valuesOfRow } from './rows/text-values.ts'
import type { OpenValues, Said } from './values.ts'

/** What a product's variables are. */
export interface Variables {
  /** What a variable says, by the name that the format's grammar gives it. Empty for one that is kept as it is. */
  readonly meanings: (name: string) => readonly Meaning[]
  readonly shapes: Shapes
  /** Of several that give the same fact the lowest counts first. Their order in the line where absent. */
  readonly rank?: (name: string) => number
  /** The name under which a variable without a meaning is kept, null for one that is not. The variable's own where absent. */
  readonly otherName?: (name: string) => string | null
  /** Whether one with a meaning is kept as well. */
  readonly keeps?: (name: string) => boolean
}

export function templateValues(format: LogFormat, variables: Variables): OpenValues {
  const mode = format.escape ?? 'default'
  const cut = cutOf(format.parts, mode, variables.shapes)
  const splitter = createSplitter(cut)
  const said = saidBy(splitter.names, variables)
  const others = othersOf(splitter.names, said, variables)
  const written = format.parts.flatMap((part) => (part.kind === 'variable' ? [part.escape ?? mode] : []))
  const reads = written.map((way) => plainText[way])
  const marks = [...new Set(written.flatMap((way) => escapeMarks[way]))]
  const last = splitter.names.length - 1
  /** A line that is longer than the format would end in it whole. */
  const endsInNumber = said.some(({ index, meaning }) => index === last && isNumeric(meaning))
  const scanned = isForKernel(cut) ? textLines(said, { cut, ways: written, endsInWord: endsInNumber }) : undefined

  return (row) => {
    if (row !== undefined && scanned !== undefined) return valuesOfRow(row, said, scanned)
    const spans = new Int32Array(splitter.names.length * 2)
    let line = ''
    let ascii = true
    /** Neither escapes nor more than ASCII: what stands there is what is meant. */
    let plain = true
    const at = (index: number): string | null => {
      const text = line.slice(spans[2 * index]!, spans[2 * index + 1]!)
      if (text === '' || text === '-') return null
      if (plain) return text
      const meant = reads[index]!(text)
      // An escape may stand for half of a character, so a line of ASCII can still hold UTF-8.
      return ascii && meant === text ? text : readUtf8(meant)
    }
    return {
      load(next, nextIsAscii) {
        line = next
        ascii = nextIsAscii
        plain = ascii && marks.every((mark) => !next.includes(mark))
        return (
          splitter.split(line, spans) && !(endsInNumber && isBlankWithin(line, spans[2 * last]!, spans[2 * last + 1]!))
        )
      },
      said,
      at,
      has: (index) => spans[2 * index] !== unknown,
      others: () =>
        others.flatMap(([name, index]): [string, Value][] => {
          const value = at(index)
          return value === null ? [] : [[name, value]]
        }),
      other(name) {
        const found = others.find(([own]) => own === name)
        return found === undefined ? null : at(found[1])
      },
      scanned,
    }
  }
}

function isBlankWithin(line: string, start: number, end: number): boolean {
  const blank = line.indexOf(' ', start)
  return blank >= 0 && blank < end
}

function saidBy(names: readonly string[], { meanings, rank }: Variables): readonly Said[] {
  const said = names.flatMap((name, index) => meanings(name).map((meaning) => ({ index, meaning })))
  return rank === undefined ? said : said.toSorted((a, b) => rank(names[a.index]!) - rank(names[b.index]!))
}

function othersOf(names: readonly string[], said: readonly Said[], { otherName = same, keeps }: Variables) {
  const meant = new Set(said.map(({ index }) => index))
  return names.flatMap((name, index): (readonly [name: string, index: number])[] => {
    const own = meant.has(index) && !keeps?.(name) ? null : otherName(name)
    return own === null ? [] : [[own, index]]
  })
}

const isNumeric = (meaning: Meaning): boolean =>
  meaning.kind === 'number' || (meaning.kind === 'text' && meaning.fact === fact.status)

const same = (text: string): string => text

/** What every escape begins with. */
const escapeMarks: Readonly<Record<Escape, readonly string[]>> = {
  default: ['\\'],
  json: ['\\'],
  backslash: ['\\'],
  hash: ['#'],
  none: [],
}
