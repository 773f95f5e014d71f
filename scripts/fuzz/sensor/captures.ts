// Conversations of every kind → capture files in which segments or blocks are mutated, and streams in other segments.
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CaptureReader } from '../../../src/sensor/capture.ts'
import * as as from '../../../test/sensor/encapsulate.ts'
import {
  type Captured,
  Conversation,
  ethernet,
  interfaceBlock,
  packetBlock,
  sectionHeader,
  upgradeRequest,
  upgradeResponse,
  writePcap,
} from '../../../test/sensor/packets.ts'
import { below, mutateBytes, pick } from '../bytes.ts'
import { decode } from './decode.ts'
import { frameOf } from './frames.ts'
import { isClients, piece } from './speech.ts'
import { type Pieces, type Target, uncut } from './target.ts'
import { framesOf, saidOf, toldOf } from './told.ts'

type Random = () => number

/** Packets that are mutated, lost, sent twice and in another order. */
export const segments: Target = {
  name: 'segments',
  percent: 2,
  isSameWhenTight: true,
  make(random) {
    let mutated = 0
    const packets = pick(corpus(), random).map((packet) => {
      if (random() < 0.8) return packet
      mutated++
      return { ...packet, bytes: mutateBytes(packet.bytes, random) }
    })
    for (let n = below(4, random); n > 0; n--) {
      mutated++
      const at = below(packets.length, random)
      const [packet] = random() < 0.5 ? packets.splice(at, 1) : packets.slice(at, at + 1)
      if (packet !== undefined && random() < 0.8) packets.splice(below(packets.length + 1, random), 0, packet)
    }
    return { pieces: written(packets, random), mutated }
  },
  read: readCapture,
}

/** A file whose own structure is mutated. */
export const blocks: Target = {
  name: 'blocks',
  percent: 1,
  isSameWhenTight: true,
  make(random) {
    let mutated = 0
    const pieces = written(pick(corpus(), random), random).map((block, number) => {
      // Without its beginning a file is none.
      if (random() < (number === 0 ? 0.97 : 0.87)) return block
      mutated++
      return mutateBytes(block, random)
    })
    return { pieces, mutated }
  },
  read: readCapture,
}

function readCapture(pieces: Pieces, { isTight, cut }: Parameters<Target['read']>[1]) {
  const records = decode(Buffer.concat(pieces), cut, isTight)
  return { text: toldOf(records), frames: framesOf(records) }
}

/** Frames of both sides behind an upgrade, in other segments each time. */
export const streams: Target = {
  name: 'streams',
  percent: 2,
  isSameWhenTight: false,
  make(random) {
    const mutated = 2 + below(12, random)
    const frames = Array.from({ length: mutated }, () => frameOf(random))
    return { pieces: frames.map(({ fromClient, bytes }) => piece(fromClient, mutateBytes(bytes, random))), mutated }
  },
  read(pieces, { isTight, cut }) {
    const offer = { 'Sec-WebSocket-Extensions': 'permessage-deflate' }
    const talk = new Conversation().upgrade(upgradeRequest('/', offer), upgradeResponse(offer))
    for (const side of ['client', 'server'] as const) {
      const said = Buffer.concat(
        pieces.filter((one) => isClients(one) === (side === 'client')).map((one) => one.subarray(1)),
      )
      talk.send(side, said, cut(said.length))
    }
    const records = decode(writePcap(talk.finish().packets), uncut, isTight)
    return { text: saidOf(records), frames: framesOf(records) }
  },
}

let read: readonly (readonly Captured[])[] | null = null

/** The crafted captures of the tests, as they are and in tunnels. */
function corpus(): readonly (readonly Captured[])[] {
  read ??= readCorpus()
  return read
}

function readCorpus(): readonly (readonly Captured[])[] {
  const folder = resolve(import.meta.dirname, '../../../test/conformance/frames')
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

/** The header of a file, and its blocks. */
function written(packets: readonly Captured[], random: Random): readonly Buffer[] {
  const kind = random()
  if (kind < 0.6) {
    const settings = kind < 0.5 ? {} : { bigEndian: true, nanoseconds: true }
    const header = writePcap([], settings)
    return [header, ...packets.map((packet) => writePcap([packet], settings).subarray(header.length))]
  }
  const body = packets.map(({ us, bytes }) => packetBlock(0, BigInt(us), bytes))
  return [sectionHeader(), interfaceBlock(), ...body]
}
