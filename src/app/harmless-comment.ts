// Text of a stranger → the same as it may stand in a comment on one line of a file.
import { actingCharacters } from '../actions/log.ts'

const longest = 160

export function harmlessComment(text: string): string {
  const line = text.replace(actingCharacters, '·')
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}
