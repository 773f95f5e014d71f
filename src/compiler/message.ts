// The text of `incident "…"` → its parts. `{name}` stands for a value; `{{` and `}}` are braces.
import type { MessagePart } from './plan.ts'

export function messageParts(text: string): readonly MessagePart[] {
  const parts: MessagePart[] = []
  for (const { text: literal, name } of pieces(text)) {
    if (name !== undefined) parts.push({ name })
    else if (typeof parts.at(-1) === 'string') parts.push((parts.pop() as string) + literal)
    else parts.push(literal)
  }
  return parts
}

/** A piece of a message with its offset into the text. */
export interface Piece {
  readonly text: string
  /** What stands between the braces; absent for plain text. */
  readonly name?: string
  readonly offset: number
}

const piece = /\{\{|\}\}|\{([^{}]*)\}|[^{}]+|[{}]/g

export const pieces = (text: string): readonly Piece[] =>
  [...text.matchAll(piece)].map(({ 0: whole, 1: name, index }) =>
    name === undefined
      ? { text: whole === '{{' ? '{' : whole === '}}' ? '}' : whole, offset: index }
      : { text: whole, name: name.trim(), offset: index },
  )
