// A pattern of `:` and `like` → a function that says whether a whole text fits it, in time that grows with the text alone.
import { checkedPattern } from './pattern.ts'

export type TextTest = (text: string) => boolean

/** `*` is any text, `?` one character. Folded: upper and lower case are one. */
export function createWildcard(pattern: string, fold: boolean): TextTest {
  const wanted = fold ? pattern.toLowerCase() : pattern
  if (wanted.includes('?')) return createByPattern(wanted)
  const parts = wanted.split('*')
  if (parts.length === 1) return (text) => text === wanted
  return createByParts(parts)
}

/** The texts between the stars: the first begins, the last ends, those between follow each other. */
function createByParts(parts: readonly string[]): TextTest {
  const first = parts[0]!
  const last = parts.at(-1)!
  const middle = parts.slice(1, -1).filter((part) => part !== '')
  if (first === '' && last === '' && middle.length === 0) return () => true
  if (first === '' && last === '' && middle.length === 1) {
    const only = middle[0]!
    return (text) => text.includes(only)
  }
  const least = first.length + last.length
  return (text) => {
    if (text.length < least || !text.startsWith(first) || !text.endsWith(last)) return false
    return inOrder(text, middle, first.length, text.length - last.length)
  }
}

function inOrder(text: string, parts: readonly string[], start: number, end: number): boolean {
  let at = start
  for (const part of parts) {
    const found = text.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return at <= end
}

/** `?` is a whole character, which may be two code units: that is left to the linear-time matcher. */
function createByPattern(wanted: string): TextTest {
  const quoted = wanted
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return checkedPattern(quoted, false).test
}
