// Literals that a text is searched for → pairs of bytes of which one stands in every JSON text that holds one of them.
import { backslash, quote } from './bytes.ts'

/**
 * Two bytes for each pair, with the bit set that tells cases apart: what has none of the pairs, with that bit set, holds
 * no literal in any case. Null where there is no such pair for one of them.
 */
export function pairsOf(literals: readonly string[]): Uint8Array | null {
  // Any character may be written as a code point: `\u0027`.
  const pairs = [backslash | caseBit, letterU]
  for (const literal of literals) {
    const pair = rarest(literal)
    if (pair === null) return null
    pairs.push(...pair)
  }
  return Uint8Array.from(pairs)
}

const caseBit = 0x20
const letterU = 0x75

function rarest(literal: string): readonly [number, number] | null {
  let found: readonly [number, number] | null = null
  let most = -1
  for (let at = 0; at + 1 < literal.length; at++) {
    const [one, two] = [literal.charCodeAt(at), literal.charCodeAt(at + 1)]
    const rarity = rarityOf(one) + rarityOf(two)
    if (!isWritten(one) || !isWritten(two) || rarity <= most) continue
    most = rarity
    found = [one | caseBit, two | caseBit]
  }
  return found
}

/** Whether JSON has it as it is, or as a code point, and in no other way (RFC 8259 section 7). */
const isWritten = (code: number): boolean =>
  code >= 0x20 && code < 0x7f && code !== quote && code !== backslash && code !== slash

const slash = 0x2f

/** Words are of letters, JSON in JSON is of brackets: what is neither stands in few texts. */
function rarityOf(code: number): number {
  const character = String.fromCharCode(code)
  if (/[a-z ]/i.test(character)) return 0
  return /[\d:,{}[\].-]/.test(character) ? 1 : 3
}
