// The bytes of a message, frame by frame → the weights of the injection tokens in it. Feature `pl_token_score`.
import { Automaton } from './automaton.ts'
import type { DirectionState } from './state.ts'
import { allTokens, highestScore } from './tokens.ts'

export class TokenScore {
  readonly #automaton = new Automaton(allTokens.map(({ text }) => text))

  begin(state: DirectionState): void {
    state.tokenNode = state.escapeAt = state.tokenScore = 0
    state.isBlank = false
    state.tokens0 = state.tokens1 = state.tokens2 = state.tokens3 = 0
  }

  /** Goes on in the message. */
  take(state: DirectionState, bytes: Uint8Array, length: number): void {
    for (let at = 0; at < length; at++) {
      const byte = bytes[at]!
      if (state.escapeAt === 0 && byte !== percent && byte !== backslash) this.#read(state, byte)
      else this.#unescape(state, byte)
    }
  }

  /** Undoes `%41`, `\u0041` and `\n` once; what turns out to be none of them stands for itself. */
  #unescape(state: DirectionState, byte: number): void {
    const digit = hexOf(byte)
    if (state.escapeAt === none) this.#begin(state, byte)
    else if (state.escapeAt === afterBackslash) this.#afterBackslash(state, byte)
    else if (digit < 0) this.#giveUp(state, byte)
    else {
      state.escapeValue = state.escapeValue * 16 + digit
      if (state.escapeAt !== lastOfTwo && state.escapeAt !== lastOfFour) state.escapeAt++
      else {
        state.escapeAt = none
        this.#read(state, Math.min(state.escapeValue, beyondAscii))
      }
    }
  }

  #begin(state: DirectionState, byte: number): void {
    state.escapeValue = 0
    state.escapeAt = byte === percent ? firstOfTwo : byte === backslash ? afterBackslash : none
    if (state.escapeAt === none) this.#read(state, byte)
  }

  #afterBackslash(state: DirectionState, byte: number): void {
    state.escapeAt = byte === 0x75 ? firstOfFour : none
    if (state.escapeAt === none) this.#read(state, letterOf(byte))
  }

  #giveUp(state: DirectionState, byte: number): void {
    const { escapeAt, escapeValue } = state
    state.escapeAt = none
    this.#read(state, escapeAt <= lastOfTwo ? percent : backslash)
    if (escapeAt === lastOfTwo) this.#read(state, hexDigit(escapeValue))
    this.#begin(state, byte)
  }

  #read(state: DirectionState, byte: number): void {
    const { found, also } = this.#automaton
    const letter = folded[byte]!
    if (letter === space && state.isBlank) return
    state.isBlank = letter === space
    const node = this.#automaton.step(state.tokenNode, letter)
    state.tokenNode = node
    for (let end = found[node]! >= 0 ? node : also[node]!; end !== 0; end = also[end]!) count(state, found[end]!)
  }
}

/** Each token counts once in a message. */
function count(state: DirectionState, token: number): void {
  const bit = 1 << (token & 31)
  switch (token >> 5) {
    case 0:
      if ((state.tokens0 & bit) !== 0) return
      state.tokens0 |= bit
      break
    case 1:
      if ((state.tokens1 & bit) !== 0) return
      state.tokens1 |= bit
      break
    case 2:
      if ((state.tokens2 & bit) !== 0) return
      state.tokens2 |= bit
      break
    default:
      if ((state.tokens3 & bit) !== 0) return
      state.tokens3 |= bit
  }
  state.tokenScore = Math.min(highestScore, state.tokenScore + allTokens[token]!.weight)
}

const percent = 0x25
const backslash = 0x5c
const space = 0x20
/** Stands for every character that no token has. */
const beyondAscii = 0xff

const none = 0
const afterBackslash = 1
const firstOfTwo = 2
const lastOfTwo = 3
const firstOfFour = 4
const lastOfFour = 7

/** RFC 8259 section 7: white space where it stands for some, else the character itself. */
const letterOf = (byte: number): number => ('bfnrt'.includes(String.fromCharCode(byte)) ? space : byte)

function hexOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

const hexDigit = (value: number): number => value + (value < 10 ? 0x30 : 0x57)

/** Lower case, and a blank for any white space: of several in a row the first counts. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte >= 9 && byte <= 13 ? space : byte,
)
