// What a person types → an FTS5 expression. Never a syntax error, whatever is typed.

/** Every word must be there, the last one as a beginning. Null where the text holds no word. */
export function matchExpression(text: string): string | null {
  const words = text.split(/[\s\p{Cc}]+/u).filter((word) => hasToken.test(word))
  if (words.length === 0) return null
  return `${words.slice(0, wordLimit).map(quote).join(' AND ')}*`
}

/** More words than a person types: keeps the query within SQLite's bound on its depth. */
const wordLimit = 32

/** What the unicode61 tokenizer counts as part of a word: letters, numbers and private use. */
const hasToken = /[\p{L}\p{N}\p{Co}]/u

/** A quoted string is a phrase: `203.0.113.9` finds its four numbers in that order, and operators are words. */
const quote = (word: string): string => `"${word.replaceAll('"', '""')}"`
