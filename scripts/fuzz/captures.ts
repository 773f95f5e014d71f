// Conversations of every kind → capture files in which frames, segments or blocks are mutated. The same seed gives the same.
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CaptureReader } from '../../src/sensor/capture.ts'
import * as as from '../../test/sensor/encapsulate.ts'
import {
  type Captured,
  Conversation,
  clientFrame,
  encodeFrame,
  ethernet,
  interfaceBlock,
  packetBlock,
  sectionHeader,
  upgradeRequest,
  upgradeResponse,
  writePcap,
} from '../../test/sensor/packets.ts'
import { below, mutateBytes, pick } from './bytes.ts'

/** A file, and how many mutated things are in it. */
export interface Mutated {
  readonly file: Buffer
  readonly things: number
  /** Another file that has to give the same frames; null where there is none. */
  readonly twin: Buffer | null
}

type Random = () => number

/** Frames, segments or blocks. */
export function mutatedCapture(corpus: readonly (readonly Captured[])[], random: Random): Mutated {
  return pick([frames, segments, segments, blocks], random)(corpus, random)
}

/** The crafted captures of the tests, as they are and in tunnels. */
export function readCorpus(): readonly (readonly Captured[])[] {
  const folder = resolve(import.meta.dirname, '../../test/conformance/frames')
  const plain = globSync('*.pcap', { cwd: folder })
    .toSorted()
    .map((name) => packetsIn(readFileSync(join(folder, name))))
    // Bombs and the like take their time, which tells nothing here.
    .filter((packets) => packets.every(({ bytes }) => bytes.length < longest))
  return [...plain, ...plain.map((packets, number) => packets.flatMap((packet) => wrapped(packet, number)))]
}

const longest = 3000

function packetsIn(file: Buffer): Captured[] {
  const reader = new CaptureReader()
  reader.push(file)
  const packets: Captured[] = []
  for (let packet = reader.next(); packet !== null; packet = reader.next())
    packets.push({ us: packet.us, bytes: packet.bytes.subarray(packet.start, packet.end) })
  return packets
}

const wrappers: readonly ((ip: Buffer) => Buffer | readonly Buffer[])[] = [
  as.vxlan,
  (ip) => as.geneve(ip, 8),
  as.gre,
  as.erspan2,
  (ip) => as.erspan3(ip, true),
  as.inIp,
  (ip) => as.fragments(ip, 64),
  (ip) => as.fragments(as.vxlan(ip), 128),
]

function wrapped({ us, bytes }: Captured, number: number): Captured[] {
  const inside = wrappers[number % wrappers.length]!(bytes.subarray(14))
  return [inside].flat().map((ip) => ({ us, bytes: ethernet(ip) }))
}

/** The same mutated bytes behind an upgrade, in segments cut here and elsewhere. */
function frames(_corpus: readonly (readonly Captured[])[], random: Random): Mutated {
  const offer = random() < 0.5 ? { 'Sec-WebSocket-Extensions': 'permessage-deflate' } : {}
  const things = 2 + below(12, random)
  const bytes = { client: said(clientFrame, things, random), server: said(encodeFrame, things, random) }
  const file = (): Buffer => {
    const talk = new Conversation().upgrade(upgradeRequest('/', offer), upgradeResponse(offer))
    for (const side of ['client', 'server'] as const) talk.send(side, bytes[side], cuts(bytes[side].length, random))
    return writePcap(talk.finish().packets)
  }
  return { file: file(), twin: file(), things: things * 2 }
}

function said(encode: typeof encodeFrame, count: number, random: Random): Buffer {
  const all = Array.from({ length: count }, () => {
    const opcode = pick([0, 0, 1, 1, 2, 8, 9, 10, 3, 11], random)
    const payload = Buffer.alloc(pick([0, 2, 5, 125, 126, 300], random), pick(['a', '{"a":1}', 'ü', '\xff'], random))
    return encode({ opcode, payload, fin: random() < 0.7, rsv: random() < 0.1 ? below(8, random) : 0 })
  })
  return mutateBytes(Buffer.concat(all), random)
}

const cuts = (length: number, random: Random): number[] => [
  ...new Set(
    Array.from({ length: below(6, random) }, () => below(length + 1, random)).toSorted((one, other) => one - other),
  ),
]

/** Packets that are mutated, lost, sent twice and in another order. */
function segments(corpus: readonly (readonly Captured[])[], random: Random): Mutated {
  const packets = pick(corpus, random).map((packet) =>
    random() < 0.2 ? { ...packet, bytes: mutateBytes(packet.bytes, random) } : packet,
  )
  for (let n = below(4, random); n > 0; n--) {
    const at = below(packets.length, random)
    const [packet] = random() < 0.5 ? packets.splice(at, 1) : packets.slice(at, at + 1)
    if (packet !== undefined && random() < 0.8) packets.splice(below(packets.length + 1, random), 0, packet)
  }
  return { file: written(packets, random), twin: null, things: packets.length }
}

/** A file whose own structure is mutated. */
function blocks(corpus: readonly (readonly Captured[])[], random: Random): Mutated {
  const packets = pick(corpus, random)
  return { file: mutateBytes(written(packets, random), random), twin: null, things: packets.length }
}

function written(packets: readonly Captured[], random: Random): Buffer {
  const kind = random()
  if (kind < 0.5) return writePcap(packets)
  if (kind < 0.6) return writePcap(packets, { bigEndian: true, nanoseconds: true })
  const body = packets.map(({ us, bytes }) => packetBlock(0, BigInt(us), bytes))
  return Buffer.concat([sectionHeader(), interfaceBlock(), ...body])
}
