// Kinds of lines → a scanner for them, by how they say that they are scanned.
import type { Values } from '../values.ts'
import { openJsonLines } from './json-lines.ts'
import type { Asked, LineScanner } from './scanner.ts'
import { openTextLines } from './text-lines.ts'

/** All of them say how, and in the same way. `isBehindJson`: another kind comes first, whose lines are JSON. */
export function openScanner(kinds: readonly Values[], asked: Asked, isBehindJson: boolean): LineScanner {
  const scanned = kinds.flatMap((kind) => kind.scanned ?? [])
  const json = scanned.flatMap((one) => (one.kind === 'json' ? [one] : []))
  if (json.length > 0) return openJsonLines(json, asked)
  const text = scanned.flatMap((one) => (one.kind === 'text' ? [one] : []))
  return openTextLines(text, asked, isBehindJson)
}
