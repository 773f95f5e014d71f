// Characters → the bits of all whom they concern, so that one pass over a text tells who must look at it.
import type { Detector } from '../detector.ts'

/** What a text may have to be read through. Detectors have the bits above these. */
export const percentBit = 1
export const htmlBit = 2
export const backslashBit = 4
export const plusBit = 8
export const unicodeBit = 16
/** Characters that Base64 does not have. */
export const plainBit = 32
/** `=`: of forms. */
export const equalsBit = 64
export const blankBit = 128

const firstDetectorBit = 8

/** The bit of the detector at an index of a list. */
export const detectorBit = (index: number): number => 1 << (firstDetectorBit + index)

/** By character's code, all beyond ASCII at 128, and behind them by the two letters that a text begins with: see `bitsOf`. */
export type Marks = Int32Array

export function marksFor(detectors: readonly Detector[]): Marks {
  const marks = new Int32Array(firstLead + letters * letters)
  for (let code = 0; code < 129; code++) marks[code] = isBase64(code) ? 0 : plainBit
  const mark = (character: string, bit: number): void => {
    const code = Math.min(character.charCodeAt(0), 128)
    marks[code] = marks[code]! | bit
  }
  mark('%', percentBit)
  mark('&', htmlBit)
  mark('\\', backslashBit)
  mark('+', plusBit)
  mark('=', equalsBit)
  for (const blank of ' \t\n\r') mark(blank, blankBit)
  for (const character of '\0\u0080') mark(character, unicodeBit)
  for (const [index, detector] of detectors.entries()) {
    for (const character of detector.marks) {
      mark(character.toLowerCase(), detectorBit(index))
      mark(character.toUpperCase(), detectorBit(index))
    }
    for (const lead of detector.leads ?? []) {
      const place = leadAt(lead, 0)
      marks[place] = marks[place]! | detectorBit(index)
    }
  }
  return marks
}

const isBase64 = (code: number): boolean => code < 128 && /[\w+/=-]/.test(String.fromCharCode(code))

const firstLead = 129
const letters = 26

/** Where the bits of the two letters stand that a text begins with at a place; -1 where it begins otherwise. */
function leadAt(text: string, start: number): number {
  const first = (text.charCodeAt(start) | 0x20) - 0x61
  const second = (text.charCodeAt(start + 1) | 0x20) - 0x61
  const areLetters = first >= 0 && first < letters && second >= 0 && second < letters
  return areLetters ? firstLead + first * letters + second : -1
}

/** Of a text of several words: the bits of what it begins with, behind a blank or two. */
export function leadBits(marks: Marks, text: string, start: number): number {
  let at = start
  while (at < start + 2 && text.charCodeAt(at) === 0x20) at++
  const place = leadAt(text, at)
  return place < 0 ? 0 : marks[place]!
}

/** The bits of all characters between two places, and of what they begin with. */
export function bitsOf(marks: Marks, text: string, start: number, end: number): number {
  let bits = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    bits |= marks[code < 128 ? code : 128]!
  }
  return (bits & blankBit) === 0 ? bits : bits | leadBits(marks, text, start)
}
