// Messages of one side → their bytes under permessage-deflate. RFC 7692 section 7.2.1.
import { constants, deflateRawSync } from 'node:zlib'

export interface DeflaterSettings {
  /** How far back a message may refer to those before it. */
  readonly windowBytes?: number
  readonly level?: number
}

export class Deflater {
  readonly #windowBytes: number
  readonly #level: number
  #before = Buffer.alloc(0)

  constructor({ windowBytes = 1 << 15, level = constants.Z_DEFAULT_COMPRESSION }: DeflaterSettings = {}) {
    this.#windowBytes = windowBytes
    this.#level = level
  }

  /** Without the four bytes that end it. */
  deflate(bytes: Buffer): Buffer {
    const packed = deflateRawSync(bytes, {
      finishFlush: constants.Z_SYNC_FLUSH,
      level: this.#level,
      ...(this.#before.length > 0 && { dictionary: this.#before }),
    })
    this.#before = Buffer.concat([this.#before, bytes]).subarray(-this.#windowBytes)
    return packed.subarray(0, -4)
  }
}
