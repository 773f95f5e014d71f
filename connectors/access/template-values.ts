// A log format → the values of its lines: cut by the text between its variables.
import type { LogFormat } from '../../grammar/log-format/log-format.ts'
import type { Value } from '../../src/event/value.ts'
import { createSplitter, type Shapes } from '../template/split.ts'
import { readUtf8, undoEscapes } from '../template/unescape.ts'
import type { Meaning } from './facts.ts'
import type { OpenValues, Said } from './values.ts'

/** What a product's variables are. */
export interface Variables {
  /** What a variable says, by the name that the format's grammar gives it. Empty for one that is kept as it is. */
  readonly meanings: (name: string) => readonly Meaning[]
  readonly shapes: Shapes
  /** The name under which a variable without a meaning is kept. The variable's own where absent. */
  readonly otherName?: (name: string) => string
}

export function templateValues(format: LogFormat, { meanings, shapes, otherName = same }: Variables): OpenValues {
  const mode = format.escape ?? 'default'
  const splitter = createSplitter(format.parts, mode, shapes)
  const said = splitter.names.flatMap((name, index): Said[] => meanings(name).map((meaning) => ({ index, meaning })))
  const meant = new Set(said.map(({ index }) => index))
  const others = splitter.names.flatMap((name, index) => (meant.has(index) ? [] : [[otherName(name), index] as const]))
  const read = mode === 'none' ? same : undoEscapes

  return () => {
    const spans = new Int32Array(splitter.names.length * 2)
    let line = ''
    let ascii = true
    const at = (index: number): string | null => {
      const text = line.slice(spans[2 * index]!, spans[2 * index + 1]!)
      if (text === '' || text === '-') return null
      // An escape may stand for half of a character, so a line of ASCII can still hold UTF-8.
      return ascii && !text.includes('\\') ? text : readUtf8(read(text))
    }
    return {
      load(next, nextIsAscii) {
        line = next
        ascii = nextIsAscii
        return splitter.split(line, spans)
      },
      said,
      at,
      has: () => true,
      others: () =>
        others.flatMap(([name, index]): [string, Value][] => {
          const value = at(index)
          return value === null ? [] : [[name, value]]
        }),
      other(name) {
        const found = others.find(([own]) => own === name)
        return found === undefined ? null : at(found[1])
      },
    }
  }
}

const same = (text: string): string => text
