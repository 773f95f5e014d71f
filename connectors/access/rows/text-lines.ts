// Lines of text in formats that are known → rows of codes. A format that says a little more than another, as many do, shares
// the columns that both have.
import type { Escape } from '../../../grammar/log-format/log-format.ts'
import type { Spaced } from '../../template/spaced.ts'
import type { Cut } from '../../template/split.ts'
import { type Part, type TemplateColumn, TemplateScanner } from '../../template/template-scanner.ts'
import { plainText, readUtf8 } from '../../template/unescape.ts'
import type { TimeReader } from '../facts.ts'
import type { Asked, LineScanner } from './scanner.ts'

/** How such lines are scanned. Behind the values of the line stands one that is there where the line is of this kind. */
export interface TextLines {
  readonly kind: 'text'
  readonly cut: Cut | Spaced
  /** By value: how it is written. */
  readonly ways: readonly Escape[]
  /** The last value holds no blank. */
  readonly endsInWord: boolean
  /** By the number of a value that is a time: what reads it. */
  readonly times: ReadonlyMap<number, () => TimeReader>
  /** Where a line begins, if a syslog daemon may have put something before it. */
  readonly messageStart?: ((line: string) => number) | undefined
}

/** `isBehindJson`: another kind comes first, whose lines are JSON. */
export function openTextLines(kinds: readonly TextLines[], asked: Asked, isBehindJson: boolean): LineScanner {
  const columns = new Columns()
  const columnsOf = kinds.map((kind, number) => columns.of(kind, number, asked[number]!))
  const scanner = new TemplateScanner({
    kinds: kinds.map(({ cut, endsInWord }, number) => ({
      cut,
      endsInWord,
      variables: variablesOf(cut, columnsOf[number]!, columns.wanted.length),
    })),
    columns: columns.wanted,
    isWithinSyslog: kinds.some(({ messageStart }) => messageStart !== undefined),
    isBehindJson,
  })
  return {
    rows: scanner,
    columns: columns.wanted.length,
    columnsOf: (kind) => columnsOf[kind]!,
    numberOfPart: (kind, index, part) => partNumber(kinds[kind]!.cut.names.length, index, part),
    // All lines of a kind have all its values.
    lacks: () => true,
    met: 0,
    learned: 0,
    textAt(column, bytes, start, end) {
      const text = bytes.toString('latin1', start, end)
      return readUtf8(plainText[columns.ways[column]!](text))
    },
  }
}

/** Items of brackets that may be told by themselves: whoever captures more headers has them read out of all of them. */
export const mostItems = 16

/** Behind the values of a line, of which there are so many, and that of its kind, stand the parts of each. */
function partNumber(values: number, index: number, part: Part): number {
  return 1 + values + index * (1 + mostItems) + (part === 'address' ? 0 : 1 + part)
}

const partsOf = (values: number): readonly (readonly [number: number, index: number, part: Part])[] =>
  Array.from({ length: values }, (_, index) =>
    (['address', ...Array.from({ length: mostItems }, (_item, item) => item)] as const).map(
      (part) => [partNumber(values, index, part), index, part] as const,
    ),
  ).flat()

class Columns {
  readonly wanted: TemplateColumn[] = []
  /** By column: how its texts are written. */
  readonly ways: Escape[] = []
  readonly #known = new Map<string, number>()

  /** By the number of a value of that kind: its column, -1 where nobody asked for it. */
  of({ cut: { names }, ways, times }: TextLines, number: number, asked: ReadonlySet<number>): Int32Array {
    const met = new Map<string, number>()
    const keys = names.map((name, index) => {
      const before = met.get(name) ?? 0
      met.set(name, before + 1)
      return `${before} ${ways[index]} ${name}`
    })
    const columns = keys.map((key, index) => {
      const open = times.get(index)
      if (!asked.has(index) && open === undefined) return -1
      return this.#place(key, open === undefined ? { kind: 'text' } : { kind: 'time', read: open() }, ways[index]!)
    })
    const kind = this.#place(`kind ${number}`, { kind: 'is', number }, 'none')
    const parts = partsOf(names.length).map(([own, index, part]) =>
      asked.has(own) ? this.#place(`${part} of ${keys[index]}`, { kind: 'text', part }, ways[index]!) : -1,
    )
    return Int32Array.from([...columns, kind, ...parts])
  }

  #place(key: string, column: TemplateColumn, way: Escape): number {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const place = this.wanted.push(column) - 1
    this.ways.push(way)
    this.#known.set(key, place)
    return place
  }
}

/** By column: which value of the kind it is, or is a part of; -1 for none. */
function variablesOf({ names }: Pick<Cut, 'names'>, columnsOf: Int32Array, columns: number): readonly number[] {
  const variables = new Array<number>(columns).fill(-1)
  const put = (number: number, index: number): void => {
    const column = columnsOf[number]!
    if (column >= 0) variables[column] = index
  }
  for (const index of names.keys()) put(index, index)
  for (const [number, index] of partsOf(names.length)) put(number, index)
  return variables
}
