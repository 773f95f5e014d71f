// Strings of a configuration file → their characters, each with its place in what the user wrote.
import type { Span } from '../../src/diagnostic/diagnostic.ts'

/** One character of the format, and where it stands. */
export interface Character {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A string as a grammar finds it: an escape is one item of two characters, or more. */
export interface Quoted {
  readonly start: number
  readonly characters: readonly string[]
}

export const charactersOf = (text: string, from: number): readonly Character[] =>
  [...Array(text.length).keys()].map((at) => ({ text: text[at]!, start: from + at, end: from + at + 1 }))

/** What an escape stands for; null for one that stays as it is. May be nothing at all. */
export type PlainOf = (escaped: string) => string | null

export function readEscapes({ start, characters }: Quoted, plainOf: PlainOf): readonly Character[] {
  let at = start
  return characters.flatMap((text) => {
    const from = at
    at += text.length
    const plain = text.length === 1 ? null : plainOf(text)
    if (plain === null) return charactersOf(text, from)
    return plain === '' ? [] : [{ text: plain, start: from, end: at }]
  })
}

export const textOf = (characters: readonly Character[]): string => characters.map(({ text }) => text).join('')

/** A range of the characters → where it stands in what the user wrote. */
export type SpanOf = (start: number, end: number) => Span

export const spansIn =
  (characters: readonly Character[]): SpanOf =>
  (start, end) => ({
    start: characters[start]?.start ?? characters.at(-1)?.end ?? 0,
    end: characters[end - 1]?.end ?? 0,
  })
