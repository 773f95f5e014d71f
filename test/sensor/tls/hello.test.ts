// Hello messages, whole and damaged.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readClientHello, readServerHello } from '../../../src/sensor/tls/hello.ts'

const vector = (lengthBytes: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(lengthBytes)
  head.writeUIntBE(body.length, 0, lengthBytes)
  return Buffer.concat([head, body])
}
const extension = (type: number, ...parts: Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from([type >> 8, type & 255]), vector(2, ...parts)])

const random = Buffer.alloc(32, 7)
const version = Buffer.from([3, 3])
const clientHello = Buffer.concat([
  version,
  random,
  vector(1, Buffer.alloc(32)),
  vector(2, Buffer.from([0x13, 0x01])),
  vector(1, Buffer.from([0])),
  vector(
    2,
    extension(0, vector(2, Buffer.from([0]), vector(2, Buffer.from('App.Example.com')))),
    extension(16, vector(2, vector(1, Buffer.from('h2')), vector(1, Buffer.from('http/1.1')))),
  ),
])
const serverHello = (...extensions: Buffer[]): Buffer =>
  Buffer.concat([version, random, vector(1), Buffer.from([0x13, 0x02, 0]), ...extensions])

test('a client says whom it wants to reach and what it wants to speak', () => {
  expect(readClientHello(clientHello)).toEqual({ random, serverName: 'app.example.com', protocols: ['h2', 'http/1.1'] })
})

test('a server says the cipher, and the version by an extension', () => {
  expect(readServerHello(serverHello())).toEqual({ random, suite: 0x1302, is13: false, isRetry: false })
  const extensions = vector(2, extension(43, Buffer.from([3, 4])))
  expect(readServerHello(serverHello(extensions))).toEqual({ random, suite: 0x1302, is13: true, isRetry: false })
})

test('a hello that is cut is none', () => {
  for (let length = 0; length < 40; length++) expect(readClientHello(clientHello.subarray(0, length))).toBeNull()
  for (let length = 0; length < serverHello().length; length++) {
    expect(readServerHello(serverHello().subarray(0, length))).toBeNull()
  }
})

test('any bytes are read without a throw', () => {
  const damage = fc.array(fc.tuple(fc.nat({ max: clientHello.length - 1 }), fc.nat({ max: 255 })))
  fc.assert(
    fc.property(damage, fc.uint8Array(), (changes, rest) => {
      const bytes = Buffer.concat([clientHello, rest])
      for (const [at, value] of changes) bytes[at] = value
      readClientHello(bytes)
      readServerHello(bytes)
    }),
  )
})
