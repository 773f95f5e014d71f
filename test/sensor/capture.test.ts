// The capture reader against files of every format, whole, cut and damaged.
import { describe, expect, test } from 'vitest'
import { CaptureReader, recogniseCapture } from '../../src/sensor/capture.ts'
import { block, interfaceBlock, packetBlock, sectionHeader, writePcap } from './packets.ts'

interface Read {
  readonly us: number
  readonly nanos: number
  readonly linkType: number
  readonly wireLength: number
  readonly bytes: string
}

function read(file: Uint8Array, pieceBytes = file.length) {
  const reader = new CaptureReader()
  const packets: Read[] = []
  const drain = () => {
    for (let packet = reader.next(); packet !== null; packet = reader.next()) {
      const { us, nanos, linkType, wireLength, bytes, start, end } = packet
      packets.push({ us, nanos, linkType, wireLength, bytes: bytes.toString('latin1', start, end) })
    }
  }
  for (let at = 0; at < file.length; at += pieceBytes) {
    reader.push(file.subarray(at, at + pieceBytes))
    drain()
  }
  reader.end()
  drain()
  return { packets, problems: reader.problems }
}

const bytes = Buffer.from('packet')
const us = 1_767_600_000_123_456

describe('pcap', () => {
  test.each([
    { name: 'little-endian microseconds', settings: {}, nanos: 0 },
    { name: 'big-endian microseconds', settings: { bigEndian: true }, nanos: 0 },
    { name: 'little-endian nanoseconds', settings: { nanoseconds: true }, nanos: 789 },
    { name: 'big-endian nanoseconds', settings: { bigEndian: true, nanoseconds: true }, nanos: 789 },
  ])('reads $name', ({ settings, nanos }) => {
    const file = writePcap([{ us, nanos, bytes, wireLength: 60 }], { ...settings, linkType: 113 })
    expect(read(file)).toEqual({
      packets: [{ us, nanos, linkType: 113, wireLength: 60, bytes: 'packet' }],
      problems: [],
    })
  })

  test('keeps what came before a truncation and says where it is', () => {
    const file = writePcap([
      { us, bytes },
      { us, bytes },
    ]).subarray(0, -3)
    const { packets, problems } = read(file)
    expect(packets).toHaveLength(1)
    expect(problems).toEqual([{ reason: 'truncated', at: 24 + 16 + 6 }])
  })

  test('stops at a length that no packet has', () => {
    const file = writePcap([
      { us, bytes },
      { us, bytes },
    ])
    file.writeUInt32LE(0x7fffffff, 24 + 16 + 6 + 8)
    const { packets, problems } = read(file)
    expect(packets).toHaveLength(1)
    expect(problems).toMatchObject([{ at: 24 + 16 + 6 }])
  })
})

describe('pcapng', () => {
  const second = 1_000_000n
  const file = (...blocks: Buffer[]): Buffer => Buffer.concat([sectionHeader(), ...blocks])

  test.each([
    { name: 'microseconds where nothing is said', described: {}, ticks: 1_767_600_000_123_456n, nanos: 0 },
    { name: 'nanoseconds', described: { resolution: 9 }, ticks: 1_767_600_000_123_456_789n, nanos: 789 },
    { name: 'milliseconds', described: { resolution: 3 }, ticks: 1_767_600_000_123n, nanos: 0, us: us - 456 },
    {
      name: 'powers of two',
      described: { resolution: 0x80 | 10 },
      ticks: 1_767_600_000n << 10n,
      nanos: 0,
      us: us - 123_456,
    },
    { name: 'an offset in seconds', described: { offsetSeconds: -100 }, ticks: 1_767_600_100_123_456n, nanos: 0 },
  ])('counts time in $name', ({ described, ticks, nanos, us: expected = us }) => {
    const { packets } = read(file(interfaceBlock(described), packetBlock(0, ticks, bytes)))
    expect(packets).toEqual([{ us: expected, nanos, linkType: 1, wireLength: 6, bytes: 'packet' }])
  })

  test('reads several interfaces, each with its link type and clock', () => {
    const { packets } = read(
      file(
        interfaceBlock({ linkType: 1 }),
        interfaceBlock({ linkType: 101, resolution: 9 }),
        packetBlock(1, 5_000_000_001n, bytes),
        packetBlock(0, 6n * second, bytes),
      ),
    )
    expect(packets.map((packet) => [packet.linkType, packet.us, packet.nanos])).toEqual([
      [101, 5_000_000, 1],
      [1, 6_000_000, 0],
    ])
  })

  test('gives a simple packet the time of the one before it', () => {
    const simple = block(3, Buffer.concat([Buffer.from([6, 0, 0, 0]), bytes]))
    const { packets } = read(file(interfaceBlock(), packetBlock(0, 7n * second, bytes), simple))
    expect(packets.map((packet) => [packet.us, packet.bytes])).toEqual([
      [7_000_000, 'packet'],
      [7_000_000, 'packet'],
    ])
  })

  test('begins anew with every section, whatever its byte order', () => {
    const big = Buffer.concat([sectionHeader(true), block(1, Buffer.from([0, 101, 0, 0, 0, 0, 0, 0]), true)])
    const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 6, 0, 0, 0, 6])
    const { packets, problems } = read(
      Buffer.concat([
        file(interfaceBlock(), packetBlock(0, 3n, bytes)),
        big,
        block(6, Buffer.concat([head, bytes]), true),
      ]),
    )
    expect(packets.map((packet) => [packet.linkType, packet.us])).toEqual([
      [1, 3],
      [101, 9],
    ])
    expect(problems).toEqual([])
  })

  test('passes over blocks that it does not know, however long', () => {
    const unknown = block(0x0bad, Buffer.alloc(100_000))
    const { packets, problems } = read(file(interfaceBlock(), unknown, packetBlock(0, 3n, bytes)), 1000)
    expect(packets).toHaveLength(1)
    expect(problems).toEqual([])
  })

  test.each([
    { name: 'a packet of no interface', broken: packetBlock(3, 1n, bytes) },
    { name: 'a packet longer than its block', broken: packetBlock(0, 1n, bytes).fill(0xff, 20, 22) },
    { name: 'a block of impossible length', broken: Buffer.from([6, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]) },
    { name: 'a block with two lengths', broken: packetBlock(0, 1n, bytes).fill(0, 36) },
  ])('stops at $name', ({ broken }) => {
    const before = file(interfaceBlock(), packetBlock(0, 3n, bytes))
    const { packets, problems } = read(Buffer.concat([before, broken, packetBlock(0, 4n, bytes)]))
    expect(packets).toHaveLength(1)
    expect(problems).toMatchObject([{ at: before.length }])
  })
})

describe('any file', () => {
  test.each([
    { name: 'nothing', file: Buffer.alloc(0), reason: 'empty file' },
    { name: 'text', file: Buffer.from('127.0.0.1 - - [05/Jan/2026] "GET /"'), reason: 'not a capture' },
    { name: 'three bytes', file: Buffer.from([0xd4, 0xc3, 0xb2]), reason: 'not a capture' },
    { name: 'half a header', file: writePcap([]).subarray(0, 20), reason: 'truncated' },
  ])('of $name is reported at its beginning', ({ file, reason }) => {
    expect(read(file)).toEqual({ packets: [], problems: [{ reason, at: 0 }] })
  })

  test('is recognised by its first bytes', () => {
    expect(
      [writePcap([]), writePcap([], { bigEndian: true, nanoseconds: true }), sectionHeader()].map(recogniseCapture),
    ).toEqual([true, true, true])
    expect([Buffer.from('{"@tim'), Buffer.alloc(0), Buffer.alloc(64)].map(recogniseCapture)).toEqual([
      false,
      false,
      false,
    ])
  })
})
