// Bytes and a place in them → where a secret or a personal number that begins there ends. Bounded look ahead, never throws.
import { type IssuedKey, type Issuer, issuedKeys } from '../../event/issued-keys.ts'

/** First bytes of what is looked for, and the @ in the middle of an address. */
export const secretBegins = (byte: number): boolean =>
  byte === at || byte === dash || byte === letterE || isDigit(byte) || isUpper(byte) || keysByFirst[byte] !== undefined

/** The end of a secret that begins at the place, or that has its @ there; 0 for none. */
export function secretAt(bytes: Uint8Array, start: number, end: number): number {
  const byte = bytes[start]!
  if (byte === at) return mailAt(bytes, start, end)
  if (start > 0 && isWord(bytes[start - 1]!)) return 0
  if (isDigit(byte)) return cardAt(bytes, start, end)
  if (byte === dash) return startsWith(bytes, start, end, '-----BEGIN ') ? start + 11 : 0
  if (byte === letterE) return bytes[start - 1] === dash ? 0 : jwtAt(bytes, start, end)
  if (isUpper(byte)) return keyAt(bytes, start, end) || ibanAt(bytes, start, end)
  return keyAt(bytes, start, end)
}

const at = 0x40
const dash = 0x2d
/** Of `eyJ`. */
const letterE = 0x65
const dot = 0x2e
const space = 0x20

/** RFC 7519 section 3: header and claims are JSON objects, which in base64url begin with `eyJ`. */
function jwtAt(bytes: Uint8Array, start: number, end: number): number {
  if (!startsWith(bytes, start, end, 'eyJ')) return 0
  const header = runEnd(bytes, start, end, isBase64Url)
  if (byteAt(bytes, header, end) !== dot || !startsWith(bytes, header + 1, end, 'eyJ')) return 0
  const claims = runEnd(bytes, header + 1, end, isBase64Url)
  return byteAt(bytes, claims, end) === dot ? runEnd(bytes, claims + 1, end, isBase64Url) : 0
}

/** Of these issuers keys are counted. By the byte that they begin with. */
const counted: ReadonlySet<Issuer> = new Set(['AWS', 'Stripe', 'GitHub'])
const keysByFirst: (readonly IssuedKey[] | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const its = issuedKeys.filter(({ issuer, prefix }) => counted.has(issuer) && prefix.charCodeAt(0) === byte)
  return its.length === 0 ? undefined : its
})

function keyAt(bytes: Uint8Array, start: number, end: number): number {
  for (const { prefix, of, least, isExact } of keysByFirst[bytes[start]!] ?? none) {
    if (!startsWith(bytes, start, end, prefix)) continue
    const begin = start + prefix.length
    const stop = runEnd(bytes, begin, end, of === 'A-Z0-9' ? isUpperOrDigit : isWord)
    if (isExact ? stop - begin === least : stop - begin >= least) return stop
    return 0
  }
  return 0
}

const none: readonly IssuedKey[] = []

const longestCard = 19
const shortestCard = 13

/**
 * ISO/IEC 7812: issuers of cards begin with 2 to 6; in the check, from the right, every second digit counts twice. Groups
 * may be parted by one blank or dash.
 */
function cardAt(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start]!
  if (first < 0x32 || first > 0x36) return 0
  let digits = 0
  let next = start
  // Which digits count twice is known only once all have been seen.
  let evenTwice = 0
  let oddTwice = 0
  for (let place = start; place < end && digits <= longestCard; place++) {
    const byte = bytes[place]!
    if (isDigit(byte)) {
      const once = byte - 0x30
      const twice = once > 4 ? 2 * once - 9 : 2 * once
      const isEven = (digits++ & 1) === 0
      evenTwice += isEven ? twice : once
      oddTwice += isEven ? once : twice
      next = place + 1
    } else if ((byte !== space && byte !== dash) || place > next) break
  }
  const sum = (digits & 1) === 0 ? evenTwice : oddTwice
  if (digits < shortestCard || digits > longestCard || sum % 10 !== 0) return 0
  return isWord(byteAt(bytes, next, end)) ? 0 : next
}

const longestLocal = 64
const longestDomain = 255

/** As people write them: RFC 5322 allows more. */
function mailAt(bytes: Uint8Array, place: number, end: number): number {
  let local = place
  while (local > 0 && place - local < longestLocal && isLocal(bytes[local - 1]!)) local--
  if (local === place) return 0
  let labels = 1
  let label = place + 1
  for (let next = label; ; next++) {
    const byte = next < end && next - place <= longestDomain ? bytes[next]! : 0
    if (isWord(byte) || byte === dash) continue
    if (next === label) return labels > 2 ? label - 1 : 0
    if (byte !== dot) return labels > 1 && next - label >= 2 ? next : 0
    labels++
    label = next + 1
  }
}

const shortestIban = 15
const longestIban = 34

/** ISO 13616: two letters, two check digits; as a number with those in the end it is 1 modulo 97. */
function ibanAt(bytes: Uint8Array, start: number, end: number): number {
  if (start + shortestIban > end || !isUpper(bytes[start + 1]!)) return 0
  if (!isDigit(bytes[start + 2]!) || !isDigit(bytes[start + 3]!)) return 0
  const stop = runEnd(bytes, start, Math.min(end, start + longestIban + 1), isUpperOrDigit)
  const length = stop - start
  if (length < shortestIban || length > longestIban || isWord(byteAt(bytes, stop, end))) return 0
  let rest = 0
  for (let index = 0; index < length; index++) {
    const byte = bytes[start + ((index + 4) % length)]!
    rest = isDigit(byte) ? (rest * 10 + byte - 0x30) % 97 : (rest * 100 + byte - 0x37) % 97
  }
  return rest === 1 ? stop : 0
}

/** 0 behind the end, where the bytes of others may lie. */
const byteAt = (bytes: Uint8Array, place: number, end: number): number => (place < end ? bytes[place]! : 0)

function startsWith(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (start + text.length > end) return false
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text.charCodeAt(index)) return false
  return true
}

function runEnd(bytes: Uint8Array, start: number, end: number, belongs: (byte: number) => boolean): number {
  let place = start
  while (place < end && belongs(bytes[place]!)) place++
  return place
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39
const isUpper = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a
const isUpperOrDigit = (byte: number): boolean => isDigit(byte) || isUpper(byte)
const isWord = (byte: number): boolean => isUpperOrDigit(byte) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f
const isBase64Url = (byte: number): boolean => isWord(byte) || byte === dash
const isLocal = (byte: number): boolean =>
  isWord(byte) || byte === dot || byte === dash || byte === 0x2b || byte === 0x25
