// The same conversation over every link, tunnel and capture format, as the sensor reads it, against tshark's dissection.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { decodeCapture } from '../sensor/decode.ts'
import * as as from '../sensor/encapsulate.ts'
import {
  block,
  Conversation,
  clientFrame,
  encodeFrame,
  ethernet,
  interfaceBlock,
  packetBlock,
  sectionHeader,
  writePcap,
} from '../sensor/packets.ts'
import { byDirection, dissect, hasTshark, ourFrame, serverPorts } from './tshark.ts'

const v6 = (last: number): readonly number[] => [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), last]
const ethernetBytes = 14

/** The IP packets of a conversation with frames of all sizes, in both directions. */
function packets(isV6: boolean, clientPort = 50000): readonly { readonly us: number; readonly ip: Buffer }[] {
  const talk = new Conversation({ clientPort, ...(isV6 && { client: v6(10), server: v6(20) }) }).upgrade()
  for (const length of [0, 5, 126, 700, 1300]) {
    talk.send('client', clientFrame({ opcode: 1, payload: 'a'.repeat(length) }))
    talk.send('server', encodeFrame({ opcode: 2, payload: 'b'.repeat(length) }), [3, 200])
  }
  return talk.finish().packets.map(({ us, bytes }) => ({ us, ip: bytes.subarray(ethernetBytes) }))
}

interface Link {
  readonly name: string
  readonly linkType: number
  readonly wrap: (ip: Buffer, number: number) => Buffer | readonly Buffer[]
}

const onEthernet = (name: string, wrap: (ip: Buffer, number: number) => Buffer | readonly Buffer[]): Link => ({
  name,
  linkType: 1,
  wrap: (ip, number) => [wrap(ip, number)].flat().map((packet) => ethernet(packet)),
})

const links: readonly Link[] = [
  onEthernet('Ethernet', (ip) => ip),
  { name: 'a VLAN', linkType: 1, wrap: (ip) => as.tagged(ip, [0x8100, 5]) },
  { name: 'a VLAN in a VLAN', linkType: 1, wrap: (ip) => as.tagged(ip, [0x88a8, 5], [0x8100, 6]) },
  { name: 'Linux cooked', linkType: 113, wrap: as.cooked },
  { name: 'Linux cooked v2', linkType: 276, wrap: as.cooked2 },
  { name: 'BSD null', linkType: 0, wrap: (ip) => as.loopback(ip) },
  { name: 'BSD null, big-endian', linkType: 0, wrap: (ip) => as.loopback(ip, true) },
  { name: 'BSD loop', linkType: 108, wrap: (ip) => as.loopback(ip, true) },
  { name: 'raw IP', linkType: 101, wrap: (ip) => ip },
  onEthernet('VXLAN', as.vxlan),
  onEthernet('Geneve', (ip) => as.geneve(ip)),
  onEthernet('Geneve with options', (ip) => as.geneve(ip, 24)),
  onEthernet('Geneve around IP', as.geneveIp),
  onEthernet('GRE', as.gre),
  onEthernet('GRE around Ethernet', as.greBridged),
  onEthernet('ERSPAN type I', as.erspan1),
  onEthernet('ERSPAN type II', as.erspan2),
  onEthernet('ERSPAN type III', (ip) => as.erspan3(ip)),
  onEthernet('ERSPAN type III with a subheader', (ip) => as.erspan3(ip, true)),
  onEthernet('IP in IP', as.inIp),
  onEthernet('VXLAN in GRE', (ip) => as.greBridged(as.vxlan(ip))),
  onEthernet('fragments', (ip, number) => as.fragments(ip, 400, number)),
  onEthernet('fragments in reverse', (ip, number) => as.fragments(ip, 400, number).toReversed()),
  onEthernet('fragments of VXLAN', (ip, number) => as.fragments(as.vxlan(ip), 512, number)),
  onEthernet('fragments in Geneve', (ip, number) => as.fragments(ip, 512, number).map((piece) => as.geneve(piece))),
]

const folder = mkdtempSync(join(tmpdir(), 'tripline-links-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** 10 of each conversation. */
const framesSent = 10

/** One capture, with an interface for each link and a port for each conversation over it. */
const conversations = links.flatMap((link) =>
  [false, true].map((isV6) => ({ name: `${link.name}, IPv${isV6 ? 6 : 4}`, link, isV6 })),
)
const portOf = (number: number): number => 50000 + number

function writeLinks(): Buffer {
  let id = 0
  const blocks = conversations.flatMap(({ link, isV6 }, number) =>
    packets(isV6, portOf(number)).flatMap(({ us, ip }) =>
      [link.wrap(ip, ++id)].flat().map((bytes) => packetBlock(number, BigInt(us), bytes)),
    ),
  )
  return Buffer.concat([sectionHeader(), ...conversations.map(({ link }) => interfaceBlock(link)), ...blocks])
}

/** Ours and theirs, of one file. */
function both(name: string, file: Buffer) {
  const path = join(folder, name)
  writeFileSync(path, file)
  const frames = decodeCapture(file).records.filter((record) => record.kind === 'frame')
  return { ours: byDirection(frames.map(ourFrame)), theirs: byDirection(dissect(path, serverPorts(frames))) }
}

const withPort = (flows: ReturnType<typeof byDirection>, port: number) =>
  Object.fromEntries(Object.entries(flows).filter(([flow]) => flow.split(' ').includes(String(port))))

describe.skipIf(!hasTshark)('frames agree with tshark', () => {
  const found = hasTshark ? both('links.pcapng', writeLinks()) : { ours: {}, theirs: {} }

  test.each(conversations.map(({ name }, number) => [name, portOf(number)] as const))('over %s', (_name, port) => {
    const ours = withPort(found.ours, port)
    expect(Object.values(ours).flat()).toHaveLength(framesSent)
    expect(ours).toEqual(withPort(found.theirs, port))
  })

  const raw = packets(false).map(({ us, ip: bytes }) => ({ us, bytes }))
  const plain = raw.map(({ us, bytes }) => ({ us, bytes: ethernet(bytes) }))

  const nameBlock = block(
    4,
    Buffer.concat([Buffer.from([1, 0, 13, 0, 192, 0, 2, 10]), Buffer.from('attacker\0\0\0\0\0\0\0\0\0')]),
  )
  const statistics = block(5, Buffer.alloc(12))
  const unknown = block(0x0bad, Buffer.alloc(400))

  /** Turns on two interfaces with clocks of their own. */
  const pcapng = Buffer.concat([
    sectionHeader(),
    interfaceBlock({ linkType: 1 }),
    interfaceBlock({ linkType: 101, resolution: 9, offsetSeconds: 3600 }),
    nameBlock,
    ...plain.map(({ us, bytes }, number) =>
      number % 2 === 0
        ? packetBlock(0, BigInt(us), bytes)
        : Buffer.concat([unknown, packetBlock(1, (BigInt(us) - 3_600_000_000n) * 1000n, raw[number]!.bytes)]),
    ),
    statistics,
  ])

  test.each([
    { name: 'pcap, little-endian', file: writePcap(plain) },
    { name: 'pcap, big-endian', file: writePcap(plain, { bigEndian: true }) },
    { name: 'pcap, nanoseconds', file: writePcap(plain, { nanoseconds: true }) },
    { name: 'pcap, big-endian nanoseconds', file: writePcap(plain, { nanoseconds: true, bigEndian: true }) },
    { name: 'pcapng with two interfaces and blocks without packets', file: pcapng },
  ])('in $name', ({ name, file }) => {
    const { ours, theirs } = both(name, file)
    expect(Object.values(ours).flat()).toHaveLength(framesSent)
    expect(ours).toEqual(theirs)
  })
})
