// Tokens of statements → taken, where they are the ones that are asked for.
import type { Tokens } from './tokens.ts'
import type { Level } from './value.ts'

/** The words given, one after the other; of those in a list, any. */
export function takeWords(tokens: Tokens, ...words: readonly (string | readonly string[])[]): boolean {
  return words.every((word) =>
    typeof word === 'string' ? tokens.takeWord(word) : word.some((one) => tokens.takeWord(one)),
  )
}

export function ends(tokens: Tokens): boolean {
  const { kind } = tokens.peek()
  return kind === 'end' || kind === 'comment' || kind === 'semicolon'
}

/** Bodies of functions and the like are of many languages: till the statement ends they are not looked into. */
export function skipToEnd(tokens: Tokens, level: Level): Level {
  while (!ends(tokens)) tokens.take()
  return level
}
