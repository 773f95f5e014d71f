// How lines of a format are cut → the same in the kernel's memory (assembly/program.ts).
import type { Arena } from '../json/arena.ts'
import type { Spaced } from './spaced.ts'
import type { Cut } from './split.ts'
import type { Stop, Way } from './stops.ts'

/** In bytes. */
const programBytes = 40
const stopBytes = 48

const ways = { literal: 0, 'line end': 1, 'last literal': 2, lead: 3, brackets: 4 } as const

/** A line holds bytes: one that has to have other characters is no line at all, and not for the kernel. */
export const isForKernel = ({ prefix, suffix, stops }: Cut): boolean =>
  [prefix, suffix, ...stops.flatMap(({ literal, way }) => [literal, ...textsOf(way)])].every(isLatin1)

const isLatin1 = (text: string): boolean => /^[\0-\xff]*$/.test(text)

function textsOf(way: Way): readonly string[] {
  if (way.kind === 'lead') return [way.lead]
  return way.kind === 'literal' && way.confirmation !== null ? [way.confirmation.text] : []
}

/** `isWord`: the last value holds no blank. Returns where the program is. */
export function writeProgram(arena: Arena, cut: Cut | Spaced, isWord: boolean): number {
  return 'stops' in cut ? writeFormat(arena, cut, isWord) : writeSpaced(arena, cut)
}

function writeFormat(arena: Arena, { prefix, suffix, stops, open }: Cut, isWord: boolean): number {
  const at = arena.take(programBytes)
  const stopsAt = arena.take(stopBytes * stops.length)
  for (const [index, stop] of stops.entries()) arena.setWords(stopsAt + index * stopBytes, wordsOf(arena, stop))
  const ends = [...textAt(arena, prefix), ...textAt(arena, suffix)]
  arena.setWords(at, [1, ...ends, stopsAt, stops.length, open?.first ?? -1, open?.last ?? -1, isWord ? 1 : 0])
  return at
}

function writeSpaced(arena: Arena, { names, fewest, heads }: Spaced): number {
  const at = arena.take(programBytes)
  const words = heads.flatMap((head) => textAt(arena, head))
  const headsAt = arena.take(4 * words.length)
  arena.setWords(headsAt, words)
  arena.setWords(at, [0, names.length, fewest, headsAt, heads.length])
  return at
}

function wordsOf(arena: Arena, { literal, way, length }: Stop): readonly number[] {
  const then = way.kind === 'literal' ? way.confirmation : null
  const hasEscapes = way.kind === 'literal' && way.hasEscapes ? 1 : 0
  const [opening, closing] =
    way.kind === 'brackets' ? [way.opening, way.closing] : way.kind === 'lead' ? [way.lead, ''] : ['', '']
  const marks = [opening, closing].map((mark) => (mark === '' ? 0 : mark.charCodeAt(0)))
  const confirmation = [...textAt(arena, then?.text ?? ''), then?.distance ?? 0]
  return [ways[way.kind], ...textAt(arena, literal), length, ...confirmation, hasEscapes, ...marks]
}

/** Where the text is, and how long it is. */
function textAt(arena: Arena, text: string): readonly [at: number, length: number] {
  const at = arena.take(text.length)
  arena.bytes.write(text, at, 'latin1')
  return [at, text.length]
}
