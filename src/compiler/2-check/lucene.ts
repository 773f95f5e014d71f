// A regular expression → the operator in it that only Lucene knows, which RE2 would take for plain characters.

export interface LuceneOperator {
  readonly operator: string
  readonly help: string
}

/** An escaped character, a class, a range of numbers, or one sign. */
const piece = /\\.|\[(?:\\.|[^\]\\])*\]|<\d+-\d+>|[&~#@]|<|[^\\[<&~#@]+/gs

// biome-ignore format: table
const helps: Readonly<Record<string, string>> = {
  '&': 'Both must hold in Lucene: write two conditions, `a regex "…" and a regex "…"`, or `\\&` for the character.',
  '~': 'Lucene negates: write `not a regex "…"`, or `\\~` for the character.',
  '#': 'To Lucene it is the empty language: leave the alternative out, or write `\\#` for the character.',
  '@': 'To Lucene it is any text: write `.*`, or `\\@` for the character.',
  '<': 'Patterns are RE2 on the whole value: write the numbers out, `1|2|3`, or compare with `number(…)`.',
}

export function luceneOperator(pattern: string): LuceneOperator | null {
  for (const [found] of pattern.matchAll(piece)) {
    const help = Object.hasOwn(helps, found[0]!) ? helps[found[0]!]! : null
    if (help !== null && found !== '<') return { operator: found, help }
  }
  return null
}
