// Text → words in one form; and what a person types → the query that finds them. The same on every server.
// Servers differ in the analysis modules they have: words are folded and parted here, and only parted at blanks there.

/** Letters, numbers and private use make words, as in the search of a store of one process. */
const word = /[\p{L}\p{N}\p{Co}]+/gu

/** Without accents, in lower case. */
const fold = (text: string): readonly string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .match(word) ?? []

export const foldedWords = (text: string): string => fold(text).join(' ')

type Query = Readonly<Record<string, unknown>>

/** More words than a person types. */
const wordLimit = 32
const partLimit = 256

/** Terms that the beginning of the last word may stand for. */
const expansions = 10_000

/** Every word must be there, the last one as a beginning. A word of several parts, as an address is, is a phrase. */
export function wordQueries(field: string, text: string): readonly Query[] {
  const words = text
    .split(/[\s\p{Cc}]+/u)
    .map(fold)
    .filter((parts) => parts.length > 0)
    .slice(0, wordLimit)
    .map((parts) => parts.slice(0, partLimit).join(' '))
  return words.map((query, at) =>
    at < words.length - 1
      ? { match_phrase: { [field]: query } }
      : { match_phrase_prefix: { [field]: { query, max_expansions: expansions } } },
  )
}
