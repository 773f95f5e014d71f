// Numbers of connections and frames → a pcap of that size, written to a file as it is made: for the benches.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  type Captured,
  Conversation,
  clientFrame,
  encodeFrame,
  upgradeRequest,
  upgradeResponse,
  writePcap,
} from '../test/sensor/packets.ts'

export interface CaptureShape {
  readonly connections: number
  /** Per connection, both directions together, one to a packet. */
  readonly frames: number
  /** How many connections talk at once; 100 where it is not said. */
  readonly atOnce?: number
}

/** Writes the capture; connections of one group take turns. Returns packets and bytes written. */
export async function generateCapture(path: string, shape: CaptureShape): Promise<{ packets: number; bytes: number }> {
  const { atOnce = 100 } = shape
  const file = createWriteStream(path, { highWaterMark: 1 << 20 })
  const written = { packets: 0, bytes: 0 }
  const write = async (bytes: Buffer, packets: number) => {
    written.packets += packets
    written.bytes += bytes.length
    if (!file.write(bytes)) await once(file, 'drain')
  }
  await write(writePcap([]), 0)
  const payloads = chatter()
  let us = Date.UTC(2026, 0, 5, 9) * 1000
  for (let first = 0; first < shape.connections; first += atOnce) {
    const group = Math.min(atOnce, shape.connections - first)
    const conversations = Array.from({ length: group }, (_, index) => conversation(first + index, us + index))
    for (const talk of conversations) talk.upgrade(request(talk), upgradeResponse())
    for (let frame = 0; frame < shape.frames; frame++) {
      for (const [index, talk] of conversations.entries())
        say(talk, frame, payloads[(frame * 7 + index) % payloads.length]!)
      if (frame % 16 === 15) await write(...taken(conversations))
    }
    for (const talk of conversations) talk.finish()
    await write(...taken(conversations))
    us = conversations.reduce((latest, talk) => Math.max(latest, talk.us), us)
  }
  file.end()
  await once(file, 'close')
  return written
}

function conversation(number: number, startUs: number): Conversation {
  return new Conversation({
    client: [10, (number >> 14) & 255, (number >> 6) & 255, 1 + (number & 63)],
    server: [198, 51, 100, 20],
    clientPort: 20000 + (number % 40000),
    startUs,
    stepUs: 1000,
  })
}

const request = ({ us }: Conversation): string =>
  upgradeRequest('/chat?room=4', {
    Origin: 'https://app.example.com',
    Cookie: `session=${us.toString(36)}; theme=dark`,
    'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64)',
  })

function say(talk: Conversation, frame: number, text: string): void {
  if (frame % 2 === 0) talk.send('client', clientFrame({ opcode: 1, payload: text }))
  else talk.send('server', encodeFrame({ opcode: 1, payload: text }))
}

/** JSON messages of 40 to 400 bytes. */
const chatter = (): string[] =>
  Array.from({ length: 64 }, (_, index) =>
    JSON.stringify({
      type: 'message',
      room: 4,
      id: index,
      text: 'All is quiet on the floor today. '.repeat(index % 12),
    }),
  )

/** The packets of all conversations in order of time, without the file's header; the conversations begin anew. */
function taken(conversations: readonly Conversation[]): [Buffer, number] {
  const packets: Captured[] = conversations.flatMap((talk) => talk.packets.splice(0))
  packets.sort((a, b) => a.us - b.us)
  return [writePcap(packets).subarray(fileHeaderBytes), packets.length]
}

const fileHeaderBytes = 24

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: {
      connections: { type: 'string', default: '1000' },
      frames: { type: 'string', default: '1000' },
    },
    allowPositionals: true,
  })
  const [path = 'generated.pcap'] = positionals
  const shape = { connections: Number(values.connections), frames: Number(values.frames) }
  const { packets, bytes } = await generateCapture(path, shape)
  console.log(`${path}: ${packets} packets, ${bytes} bytes`)
}
