// Protected records of one direction under one key → their contents. RFC 8446 section 5.2, RFC 5246 section 6.2.3.3.
import { createDecipheriv } from 'node:crypto'
import { type Keys, nextSecret, trafficKeys } from './keys.ts'
import { contentType, type TlsRecord } from './records.ts'
import type { Suite } from './suites.ts'

export interface Opened {
  readonly type: number
  readonly bytes: Buffer
}

export interface RecordCipher {
  /** Null where the record is not of this key, or damaged; then it does not count. */
  open(record: TlsRecord): Opened | null
  /** A record of so many bytes went by unread: how many it held. */
  pass(length: number): number
  /** What comes behind a KeyUpdate. */
  next(): RecordCipher
}

/** TLS 1.3. */
export function trafficCipher(suite: Suite, secret: Buffer): RecordCipher {
  const keys = trafficKeys(secret, suite)
  let sequence = 0
  return {
    open(record) {
      const plain = decipher(suite, keys.key, nonceOf(keys.iv, sequence), record.head, record.payload)
      if (plain === null) return null
      sequence++
      return withoutPadding(plain)
    },
    pass(length) {
      sequence++
      return Math.max(0, length - tagBytes - 1)
    },
    next: () => trafficCipher(suite, nextSecret(secret, suite)),
  }
}

/** TLS 1.2. */
export function cipherBefore13(suite: Suite, keys: Keys): RecordCipher {
  // RFC 5288 section 3 and RFC 7905 section 2: with ChaCha20 no part of the nonce is sent.
  const explicit = suite.cipher === 'chacha20-poly1305' ? 0 : explicitBytes
  let sequence = 0
  const cipher: RecordCipher = {
    open({ type, head, payload }) {
      const length = payload.length - explicit - tagBytes
      if (length < 0) return null
      const nonce =
        explicit === 0 ? nonceOf(keys.iv, sequence) : Buffer.concat([keys.iv, payload.subarray(0, explicit)])
      const bytes = decipher(suite, keys.key, nonce, associated(sequence, head, length), payload.subarray(explicit))
      if (bytes === null) return null
      sequence++
      return { type, bytes }
    },
    pass(length) {
      sequence++
      return Math.max(0, length - explicit - tagBytes)
    },
    next: () => cipher,
  }
  return cipher
}

const tagBytes = 16
const explicitBytes = 8

/** RFC 8446 section 5.3: the number of the record, laid over the key's own. */
function nonceOf(iv: Buffer, sequence: number): Buffer {
  const nonce = Buffer.from(iv)
  const at = nonce.length - 8
  nonce.writeUInt32BE((nonce.readUInt32BE(at) ^ Math.floor(sequence / 2 ** 32)) >>> 0, at)
  nonce.writeUInt32BE((nonce.readUInt32BE(at + 4) ^ sequence) >>> 0, at + 4)
  return nonce
}

/** RFC 5246 section 6.2.3.3: the number of the record, its type and version, and the length of what it holds. */
function associated(sequence: number, head: Buffer, length: number): Buffer {
  const data = Buffer.alloc(13)
  data.writeBigUInt64BE(BigInt(sequence), 0)
  head.copy(data, 8, 0, 3)
  data.writeUInt16BE(length, 11)
  return data
}

function decipher(
  { cipher }: Suite,
  key: Buffer,
  nonce: Buffer,
  associatedData: Buffer,
  sealed: Buffer,
): Buffer | null {
  if (sealed.length < tagBytes) return null
  const end = sealed.length - tagBytes
  // Node's types tell GCM and ChaCha20 apart by the name, which here is either.
  const by = createDecipheriv(cipher as 'aes-128-gcm', key, nonce, { authTagLength: tagBytes })
  by.setAAD(associatedData)
  by.setAuthTag(sealed.subarray(end))
  const bytes = by.update(sealed.subarray(0, end))
  try {
    by.final()
    return bytes
  } catch {
    return null
  }
}

/** RFC 8446 section 5.4: behind the contents their type, and zeros. */
function withoutPadding(plain: Buffer): Opened {
  let end = plain.length
  while (end > 0 && plain[end - 1] === 0) end--
  return end === 0
    ? { type: contentType.alert, bytes: plain.subarray(0, 0) }
    : { type: plain[end - 1]!, bytes: plain.subarray(0, end - 1) }
}
