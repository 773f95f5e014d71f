// What the features say of content, computed the slow way: with strings, regular expressions and a counter for each bit.
import { isUtf8 } from 'node:buffer'
import { allTokens } from '../../../src/sensor/features/tokens.ts'

export const isUtf8Text = (bytes: Buffer): boolean => isUtf8(bytes)

/** The text with escapes undone once, from left to right. */
function unescaped(text: string): string {
  return text.replace(
    /%([0-9a-f]{2})|\\u([0-9a-f]{4})|((?:%[0-9a-f]?|\\(?:u[0-9a-f]{0,3})?)$)|(\\u[0-9a-f]{0,3})|\\(.)/gis,
    (_, percent?: string, unicode?: string, begun?: string, broken?: string, letter?: string) => {
      const code = percent ?? unicode
      // What may still become an escape is waited for.
      if (begun !== undefined) return ''
      if (broken !== undefined) return '\\'
      if (code !== undefined) return String.fromCharCode(Math.min(255, Number.parseInt(code, 16)))
      return 'bfnrt'.includes(letter!) ? ' ' : letter!
    },
  )
}

export function tokenScoreOf(bytes: Buffer): number {
  const text = unescaped(bytes.toString('latin1'))
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[\t-\r ]+/g, ' ')
  const found = allTokens.filter((token) => text.includes(token.text))
  return Math.min(
    100,
    found.reduce((sum, { weight }) => sum + weight, 0),
  )
}

/** 64 bits: which of them are set in more than half of the shingles. */
export function simHashOf(bytes: Buffer): boolean[] {
  const counts = new Array<number>(64).fill(0)
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const [high, low] = shingleHash(bytes.readInt32BE(at))
    for (let bit = 0; bit < 32; bit++) {
      counts[bit]! += (high >>> bit) & 1
      counts[32 + bit]! += (low >>> bit) & 1
    }
  }
  return counts.map((count) => count > (bytes.length - 3) / 2)
}

/** As the feature mixes them: any other mixing would do as well. */
function shingleHash(word: number): [number, number] {
  let high = Math.imul(word ^ (word >>> 16), 0x7feb352d)
  high = Math.imul(high ^ (high >>> 15), 0x846ca68b)
  high ^= high >>> 16
  return [high, Math.imul(high ^ (high >>> 15), 0x2c1b3c6d) ^ word]
}

export const mail = /[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9_-]+\.)+[A-Za-z0-9_-]{2,}/g

/** Of the texts that the streams are made of: whole secrets among other words. */
export function secretCount(bytes: Buffer): number {
  const text = bytes.toString('latin1')
  const patterns = [
    mail,
    /-----BEGIN /g,
    /(?<!\w)eyJ[\w-]*\.eyJ[\w-]*\.[\w-]*/g,
    /(?<!\w)(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Z])/g,
    /(?<!\w)4111 1111 1111 1111(?!\w)/g,
    /(?<!\w)DE89370400440532013000(?!\w)/g,
    /(?<!\w)ghp_\w{36,}/g,
  ]
  return Math.min(
    255,
    patterns.reduce((sum, pattern) => sum + (text.match(pattern)?.length ?? 0), 0),
  )
}
