// What one side says → records of TLS under keys that a key log tells.
import { createCipheriv } from 'node:crypto'
import { type Keys, keysBefore13, nextSecret, trafficKeys } from '../../../src/sensor/tls/keys.ts'
import { suiteOf } from '../../../src/sensor/tls/suites.ts'

const filled = (byte: number, length = 32): Buffer => Buffer.alloc(length, byte)

export const randoms = { client13: filled(0x13), client12: filled(0x12), server: filled(0x55) }

const handshakeSecrets = { client: filled(1), server: filled(2) }
const trafficSecrets = { client: filled(3), server: filled(4) }
const master = filled(5, 48)

export const keyLog = [
  ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', randoms.client13, handshakeSecrets.client],
  ['SERVER_HANDSHAKE_TRAFFIC_SECRET', randoms.client13, handshakeSecrets.server],
  ['CLIENT_TRAFFIC_SECRET_0', randoms.client13, trafficSecrets.client],
  ['SERVER_TRAFFIC_SECRET_0', randoms.client13, trafficSecrets.server],
  ['CLIENT_RANDOM', randoms.client12, master],
]
  .map((words) => words.map((word) => (Buffer.isBuffer(word) ? word.toString('hex') : word)).join(' '))
  .join('\n')

const suite = suiteOf(0x1301)!

/** One side's records. */
export class Sealer {
  readonly #is13: boolean
  #keys: Keys
  #secret: Buffer
  #isTraffic = false
  #sequence = 0
  readonly #side: 'client' | 'server'

  constructor(is13: boolean, side: 'client' | 'server') {
    this.#is13 = is13
    this.#side = side
    this.#secret = handshakeSecrets[side]
    this.#keys = is13
      ? trafficKeys(this.#secret, suite)
      : keysBefore13(master, { client: randoms.client12, server: randoms.server }, suite)[side]
  }

  /** The last byte is the type of what is before it; zeros behind it are padding. */
  seal(typed: Buffer): Buffer {
    const type = typed.at(-1) ?? 0
    const plain = this.#is13 ? typed : typed.subarray(0, -1)
    const head = Buffer.from([this.#is13 ? 23 : type, 3, 3, 0, 0])
    head.writeUInt16BE(plain.length + (this.#is13 ? 16 : 24), 3)
    const explicit = this.#is13 ? Buffer.alloc(0) : Buffer.alloc(8, this.#sequence & 255)
    const by = createCipheriv(
      'aes-128-gcm',
      this.#keys.key,
      this.#is13 ? this.#nonce() : Buffer.concat([this.#keys.iv, explicit]),
    )
    by.setAAD(this.#is13 ? head : this.#associated(type, plain.length))
    const sealed = Buffer.concat([by.update(plain), by.final(), by.getAuthTag()])
    this.#sequence++
    return Buffer.concat([head, explicit, sealed])
  }

  /** What comes next is under the next keys. RFC 8446 sections 7.1 and 7.2. */
  next(): void {
    if (!this.#is13) return
    this.#secret = this.#isTraffic ? nextSecret(this.#secret, suite) : trafficSecrets[this.#side]
    this.#isTraffic = true
    this.#keys = trafficKeys(this.#secret, suite)
    this.#sequence = 0
  }

  /** RFC 8446 section 5.3. */
  #nonce(): Buffer {
    const nonce = Buffer.from(this.#keys.iv)
    nonce[11] = nonce[11]! ^ this.#sequence
    return nonce
  }

  /** RFC 5246 section 6.2.3.3. */
  #associated(type: number, length: number): Buffer {
    const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, this.#sequence, type, 3, 3, 0, 0])
    data.writeUInt16BE(length, 11)
    return data
  }
}
