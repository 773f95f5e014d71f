// Values, of any number → about how many different ones there are, in sixteen kilobytes (HyperLogLog: Flajolet, Fusy, Gandouet,
// Meunier, 2007; read by the estimator of Ertl, arXiv 1702.01284, which needs no tables). The order makes no difference.
import type { Scalar } from '../../event/value.ts'

/** Bits of the hash that choose a register; the place of the first one among the others is what it keeps. */
const choosing = 14
const registers = 1 << choosing
const others = 64 - choosing

/** The standard error: two estimates in three are within it, 19 in 20 within twice of it. */
export const standardError = 1.04 / Math.sqrt(registers)

/** Base64. */
export type SavedRegisters = string

export class Registers {
  /** Values of a rule's state that it takes the room of. */
  static readonly held = 200
  readonly #ranks = new Uint8Array(registers)
  /** By rank: how many registers have it. */
  readonly #counts = new Int32Array(others + 2)

  constructor() {
    this.#counts[0] = registers
  }

  add(value: Scalar): void {
    const [high, low] = hashesOf(value)
    this.#raise(high >>> (32 - choosing), rankOf(high << choosing, low))
  }

  /** Rounded to a whole number. */
  read(): number {
    let z = registers * tau(1 - this.#counts[others + 1]! / registers)
    for (let rank = others; rank >= 1; rank--) z = 0.5 * (z + this.#counts[rank]!)
    z += registers * sigma(this.#counts[0]! / registers)
    return Math.round((registers / (2 * Math.LN2)) * (registers / z))
  }

  save(): SavedRegisters {
    return Buffer.from(this.#ranks).toString('base64')
  }

  load(saved: SavedRegisters): void {
    for (const [register, rank] of Buffer.from(saved, 'base64').entries()) this.#raise(register, rank)
  }

  #raise(register: number, rank: number): void {
    const before = this.#ranks[register]!
    if (rank <= before) return
    this.#ranks[register] = rank
    this.#counts[before]!--
    this.#counts[rank]!++
  }
}

/** The place of the first bit that is set, from 1: in the bits of `high` that did not choose, then in `low`. */
function rankOf(high: number, low: number): number {
  if (high !== 0) return Math.clz32(high) + 1
  return low === 0 ? others + 1 : 32 - choosing + Math.clz32(low) + 1
}

/** Two runs of FNV-1a over its kind and its text, stirred together so that each bit depends on all of both. */
function hashesOf(value: Scalar): readonly [high: number, low: number] {
  const text = typeof value === 'string' ? value : String(value)
  let [a, b] = [0x811c9dc5 ^ (typeof value).length, 0x9747b28c ^ (typeof value).charCodeAt(0)]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b)
  }
  const high = stirred(a ^ Math.imul(stirred(b), 0x9e3779b1))
  return [high, stirred(b ^ high)]
}

/** MurmurHash3's last step. */
function stirred(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** x + Σ x^(2^k) · 2^(k−1) */
function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY
  let [x, y, z] = [share, 1, share]
  for (let before = Number.NaN; z !== before; ) {
    before = z
    x *= x
    z += x * y
    y *= 2
  }
  return z
}

/** (1 − x − Σ (1 − x^(2^−k))² · 2^−k) / 3 */
function tau(share: number): number {
  if (share === 0 || share === 1) return 0
  let [x, y, z] = [share, 1, 1 - share]
  for (let before = Number.NaN; z !== before; ) {
    before = z
    x = Math.sqrt(x)
    y *= 0.5
    z -= (1 - x) ** 2 * y
  }
  return z / 3
}
