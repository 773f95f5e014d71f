// The tokens of a rule → the names that its parts may speak of, also where the text is not whole yet.
import type { IToken } from 'chevrotain'

/** `n = count()` and `count()`: the names of the statistics. */
export const statisticsIn = (tokens: readonly IToken[]): readonly string[] => [
  ...new Set(
    tokens.flatMap(({ image, tokenType }, i) => {
      if (tokenType.name !== 'Name' || !isInStats(tokens, i)) return []
      const [next, second] = [tokens[i + 1]?.image, tokens[i - 1]?.image]
      return next === '=' || (next === '(' && (second === 'stats' || second === ',')) ? [image] : []
    }),
  ),
]

/** Between `stats` and the next pipe or brace. */
function isInStats(tokens: readonly IToken[], at: number): boolean {
  for (let i = at - 1; i >= 0; i--) {
    const { image } = tokens[i]!
    if (image === '|' || image === '{' || image === '}') return false
    if (image === 'stats') return true
  }
  return false
}

/** `step guess = […]` */
export const stepsIn = (tokens: readonly IToken[]): readonly string[] =>
  tokens.flatMap(({ image }, i) => (image === 'step' && tokens[i + 2]?.image === '=' ? [tokens[i + 1]!.image] : []))
