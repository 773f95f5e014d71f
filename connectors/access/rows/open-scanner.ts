// Kinds of lines → a scanner for them, by how they say that they are scanned.
import type { Values } from '../values.ts'
import { openJsonLines } from './json-lines.ts'
import type { Asked, LineScanner } from './scanner.ts'

/** All of them say how. */
export const openScanner = (kinds: readonly Values[], asked: Asked): LineScanner =>
  openJsonLines(
    kinds.map(({ scanned }) => scanned!),
    asked,
  )
