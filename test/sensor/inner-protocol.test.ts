// What is carried inside binary messages is told by how it begins.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type InnerProtocol, innerProtocolOf, innerProtocols } from '../../src/sensor/inner-protocol.ts'
import { decodePackets, ofKind } from './decode.ts'
import { Conversation, clientFrame, upgradeRequest, upgradeResponse } from './packets.ts'

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex')

/** A record of the type handshake around a hello of so many bytes. */
const hello = (kind: number, length = 60): Buffer =>
  Buffer.concat([Buffer.from([22, 3, 1, 0, length + 4, kind, 0, 0, length]), Buffer.alloc(length, 7)])

const reset = hex('38 0102030405060708 00 00000000')
const startup = Buffer.concat([hex('00000011 00030000'), Buffer.from('user\0bob\0')])

// biome-ignore format: table
const examples: readonly (readonly [name: InnerProtocol | null, said: string, bytes: Buffer])[] = [
  ['ssh',        'a banner',                          Buffer.from('SSH-2.0-OpenSSH_9.6\r\n')],
  ['ssh',        'a banner of version 1',             Buffer.from('SSH-1.99-Cisco\n')],
  ['tls',        'a hello of a client',               hello(1)],
  ['tls',        'a hello of a server',               hello(2)],
  ['socks4',     'a connect',                         hex('04 01 0050 5db8d822 00')],
  ['socks4',     'a connect with a name',             hex('04 01 0050 00000001 00 6578616d706c65 00')],
  ['socks5',     'a connect to an address',           hex('05 01 00 01 5db8d822 01bb')],
  ['socks5',     'a connect to a name',               hex('05 01 00 03 03 612e62 0016')],
  ['socks5',     'a connect to IPv6',                 hex(`05 01 00 04 ${'00'.repeat(15)}01 0016`)],
  ['http',       'a request',                         Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['http',       'a tunnel',                          Buffer.from('CONNECT a.example:443 HTTP/1.1\r\n\r\n')],
  ['openvpn',    'a reset',                           reset],
  ['openvpn',    'a reset with its length before it', Buffer.concat([Buffer.from([0, reset.length]), reset])],
  ['openvpn',    'a reset with a digest',             Buffer.concat([reset.subarray(0, 9), Buffer.alloc(28, 5), reset.subarray(9)])],
  ['wireguard',  'an initiation',                     Buffer.concat([hex('01000000'), Buffer.alloc(144, 9)])],
  ['wireguard',  'an answer',                         Buffer.concat([hex('02000000'), Buffer.alloc(88, 9)])],
  ['rdp',        'a connection request',              hex('03 00 0013 0e e0 0000 0000 00 01 00 0800 0b000000')],
  ['rfb',        'a version',                         Buffer.from('RFB 003.008\n')],
  ['postgresql', 'a startup',                         startup],
  ['postgresql', 'a wish for TLS',                    hex('00000008 04d2162f')],
  [null,         'nothing',                           Buffer.alloc(0)],
  [null,         'a word of SSH',                     Buffer.from('SSH is how I log in')],
  [null,         'a record of data',                  Buffer.concat([hex('17 0303 0040'), Buffer.alloc(64)])],
  [null,         'an image',                          hex('89504e470d0a1a0a0000000d49484452')],
  [null,         'a MessagePack map',                 hex('82 a4 74797065 a3 736179 a4 74657874 a2 6869')],
  [null,         'a greeting of SOCKS, or a move in a game', hex('05 01 00')],
  [null,         'a greeting with two methods',       hex('05 02 00 02')],
  [null,         'a MessagePack array that begins with five', hex('05 93 01 02 03')],
  [null,         'prose about GET',                   Buffer.from('GET the milk, please')],
  [null,         'numbers that begin with one',       Buffer.concat([hex('01000000'), Buffer.alloc(60)])],
]

test.each(examples)('%s: %s', (name, _, bytes) => {
  expect(innerProtocolOf(bytes)).toBe(name)
})

test('each protocol has an example', () => {
  expect(new Set(examples.flatMap(([name]) => name ?? []))).toEqual(new Set(innerProtocols))
})

test('chance is no protocol, and nothing is read beyond the end', () => {
  fc.assert(
    fc.property(fc.noBias(fc.uint8Array({ minLength: 11, maxLength: 90 })), (bytes) => innerProtocolOf(bytes) === null),
  )
  for (const [name, , bytes] of examples) {
    for (let end = 0; end < bytes.length; end++)
      expect([name, null, 'socks5', 'ssh', 'http']).toContain(innerProtocolOf(bytes.subarray(0, end)))
  }
})

test('a message that carries one says so, however it is cut, and a text never does', () => {
  const banner = Buffer.from('SSH-2.0-OpenSSH_9.6\r\n')
  const { documents } = decodePackets(
    new Conversation()
      .upgrade(upgradeRequest(), upgradeResponse())
      .send('client', clientFrame({ opcode: 2, payload: banner.subarray(0, 3), fin: false }))
      .send('client', clientFrame({ opcode: 0, payload: banner.subarray(3) }))
      .send('client', clientFrame({ opcode: 1, payload: banner }))
      .finish().packets,
  )
  expect(ofKind(documents, 'message').map((message) => message['websocket.payload.protocol'])).toEqual([
    'ssh',
    undefined,
  ])
})
