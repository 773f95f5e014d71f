// The first bytes of a frame → all that one pass over them tells: entropy, kinds of characters, runs, secrets.
import { secretAt, secretBegins } from './secrets.ts'

/** Bytes of a frame that are looked at. */
export const scannedBytes = 4096

export class ContentScan {
  /** Bits a byte; 0 for nothing. */
  entropy = 0
  printable = 0
  meta = 0
  /** The longest run of the characters of Base64. */
  base64Run = 0
  secrets = 0
  readonly #counts = new Uint32Array(256)

  take(bytes: Uint8Array, length: number): void {
    const counts = this.#counts
    let sum = 0
    let printable = 0
    let meta = 0
    let run = 0
    let longest = 0
    let secrets = 0
    let secretEnd = 0
    let before = 0
    for (let at = 0; at < length; at++) {
      const byte = bytes[at]!
      sum += growth[counts[byte]!++]!
      const kind = kinds[byte]!
      printable += kind & isPrintable
      meta += (kind & isMeta) >> 1
      run = (kind & isBase64) === 0 ? 0 : run + 1
      if (run > longest) longest = run
      // Nothing but an address begins inside a word.
      const mayBegin = (kind & ~before & beginsSecret) !== 0 || byte === atSign
      before = kind & isWord ? beginsSecret : 0
      if (!mayBegin || at < secretEnd) continue
      const end = secretAt(bytes, at, length)
      if (end > 0) {
        secrets++
        secretEnd = end
      }
    }
    this.#clear(bytes, length)
    this.entropy = length === 0 ? 0 : Math.max(0, Math.log2(length) - sum / length)
    this.printable = printable
    this.meta = meta
    this.base64Run = longest
    this.secrets = Math.min(255, secrets)
  }

  #clear(bytes: Uint8Array, length: number): void {
    if (length > 256) this.#counts.fill(0)
    else for (let at = 0; at < length; at++) this.#counts[bytes[at]!] = 0
  }
}

const isPrintable = 1
const isMeta = 2
const isBase64 = 4
const beginsSecret = 8
const isWord = 16
const atSign = 0x40

const printablePattern = /[\x20-\x7e\t\n\r]/
const metaPattern = /['"`;|&$<>(){}[\]\\*=%#]/
const base64Pattern = /[A-Za-z0-9+/=_-]/

const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return (
    (printablePattern.test(character) ? isPrintable : 0) |
    (metaPattern.test(character) ? isMeta : 0) |
    (base64Pattern.test(character) ? isBase64 : 0) |
    (secretBegins(byte) ? beginsSecret : 0) |
    (/\w/.test(character) ? isWord : 0)
  )
})

/** By how much n·log2(n) grows with the next of its kind. */
const growth = Float64Array.from({ length: scannedBytes + 1 }, (_, count) =>
  count === 0 ? 0 : (count + 1) * Math.log2(count + 1) - count * Math.log2(count),
)
