// TLS with known secrets: records mutated on the wire, and what they hold mutated before it is sealed. RFC 8446, RFC 5246.
import { KeyLog } from '../../../src/sensor/tls/key-log.ts'
import { clientFrame, encodeFrame, upgradeRequest, upgradeResponse } from '../../../test/sensor/packets.ts'
import { below, mutateBytes, pick } from '../bytes.ts'
import { keyLog, randoms, Sealer } from './seal.ts'
import { isClients, piece, useOf } from './speech.ts'
import { listen, type Said } from './talk.ts'
import type { Pieces, Target } from './target.ts'

/** A piece goes on the wire as it is, or is sealed with its last byte as its type; `last`: with the last of a key. */
const use = { asItIs: 0, sealed: 1, last: 2, cut: 3 } as const

export const tls: Target = {
  name: 'tls',
  percent: 1,
  isSameWhenTight: false,
  make(random) {
    let mutated = 0
    const maybe = (of: Buffer, odds: number): Buffer => {
      if (random() >= odds) return of
      mutated++
      return Buffer.concat([of.subarray(0, 1), mutateBytes(of.subarray(1), random)])
    }
    const is13 = random() < 0.6
    const begun = (is13 ? begun13 : begun12).map((one) => maybe(one, 0.08))
    const said = Array.from({ length: 1 + below(5, random) }, () => maybe(pick(talk, random)(random), 0.7))
    return { pieces: [...begun, ...said], mutated }
  },
  read(pieces, reading) {
    const keys = new KeyLog()
    keys.add(keyLog)
    return listen(saidIn(pieces), reading, keys)
  },
}

function saidIn(pieces: Pieces): readonly Said[] {
  const is13 = pieces.some((one) => !isClients(one) && one.includes(supportsVersion13))
  const sealers = { client: new Sealer(is13, 'client'), server: new Sealer(is13, 'server') }
  return pieces.map((one) => {
    const fromClient = isClients(one)
    const bytes = one.subarray(1)
    const sealer = sealers[fromClient ? 'client' : 'server']
    if (useOf(one) === use.asItIs || bytes.length === 0) return { fromClient, bytes }
    const sealed = sealer.seal(bytes)
    if (useOf(one) === use.last) sealer.next()
    return { fromClient, bytes: useOf(one) === use.cut ? mutateSealed(sealed) : sealed }
  })
}

/** What was sealed, and damaged under way. */
function mutateSealed(sealed: Buffer): Buffer {
  const at = sealed.length >> 1
  sealed[at] = sealed[at]! ^ 1
  return sealed
}

const vector = (lengthBytes: number, body: Buffer): Buffer => {
  const length = Buffer.alloc(lengthBytes)
  length.writeUIntBE(body.length, 0, lengthBytes)
  return Buffer.concat([length, body])
}

const handshake = (type: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([type]), vector(3, body)])
const record = (type: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([type, 3, 3]), vector(2, body)])
const extension = (number: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([number >> 8, number & 255]), vector(2, body)])

const supportsVersion13 = Buffer.from([0, 43, 0, 2, 3, 4])
const name = Buffer.from('app.example.com')

const clientHello = (random: Buffer): Buffer =>
  handshake(
    1,
    Buffer.concat([
      ...[Buffer.from([3, 3]), random, vector(1, Buffer.alloc(32)), vector(2, Buffer.from([0x13, 1, 0xc0, 0x2f]))],
      ...[vector(1, Buffer.from([0]))],
      vector(
        2,
        Buffer.concat([
          extension(0, vector(2, Buffer.concat([Buffer.from([0]), vector(2, name)]))),
          extension(16, vector(2, vector(1, Buffer.from('http/1.1')))),
        ]),
      ),
    ]),
  )

const serverHello = (suite: readonly number[], extensions: Buffer): Buffer =>
  handshake(
    2,
    Buffer.concat([
      ...[Buffer.from([3, 3]), randoms.server, vector(1, Buffer.alloc(32)), Buffer.from([...suite, 0])],
      vector(2, extensions),
    ]),
  )

const finished = handshake(20, Buffer.alloc(32, 7))
const keyUpdate = handshake(24, Buffer.from([0]))
const changeCipherSpec = record(20, Buffer.from([1]))
const typed = (bytes: Buffer, type: number): Buffer => Buffer.concat([bytes, Buffer.from([type])])

/** Up to the first frames. */
const upgrades = [
  piece(true, typed(Buffer.from(upgradeRequest()), 23), use.sealed),
  piece(false, typed(Buffer.from(upgradeResponse()), 23), use.sealed),
]

/** Up to where both sides may send frames. */
export const begun13: Pieces = [
  piece(true, record(22, clientHello(randoms.client13))),
  piece(false, record(22, serverHello([0x13, 1], supportsVersion13))),
  piece(false, changeCipherSpec),
  piece(false, typed(Buffer.concat([handshake(8, Buffer.from([0, 0])), finished]), 22), use.last),
  piece(true, typed(finished, 22), use.last),
  ...upgrades,
]

export const begun12: Pieces = [
  piece(true, record(22, clientHello(randoms.client12))),
  piece(false, record(22, serverHello([0xc0, 0x2f], Buffer.alloc(0)))),
  piece(true, changeCipherSpec),
  piece(true, typed(finished, 22), use.sealed),
  piece(false, changeCipherSpec),
  piece(false, typed(finished, 22), use.sealed),
  ...upgrades,
]

const talk: readonly ((random: () => number) => Buffer)[] = [
  () => piece(true, typed(clientFrame({ opcode: 1, payload: 'said in secret' }), 23), use.sealed),
  () => piece(false, typed(encodeFrame({ opcode: 1, payload: 'said in secret' }), 23), use.sealed),
  (random) => piece(random() < 0.5, Buffer.concat([typed(Buffer.from('padded'), 23), Buffer.alloc(9)]), use.sealed),
  (random) => piece(random() < 0.5, typed(keyUpdate, 22), pick([use.last, use.sealed], random)),
  (random) => piece(random() < 0.5, typed(Buffer.from([1, 0]), 21), use.sealed),
  (random) => piece(random() < 0.5, typed(Buffer.from('damaged'), 23), use.cut),
  (random) => piece(random() < 0.5, record(23, Buffer.alloc(below(60, random)))),
]
