// What streams of HTTP/2 carry, as the sensor reads it, against tshark's dissection of the same capture.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FrameDecoder } from '../../src/sensor/frame.ts'
import { Payload } from '../../src/sensor/payload.ts'
import { decodeCapture, ofKind } from '../sensor/decode.ts'
import { recorded, say, webSocket } from '../sensor/http2/session.ts'
import { clientFrame, encodeFrame, writePcap } from '../sensor/packets.ts'

const root = resolve(import.meta.dirname, '../..')

const hasTshark = spawnSync('tshark', ['--version']).status === 0
if (!hasTshark) console.warn('SKIPPED: tshark is not installed, so no stream of HTTP/2 is held against its dissection.')

/** Requests to open a WebSocket, and the frames of each direction and stream. */
interface Seen {
  readonly paths: readonly string[]
  readonly frames: Readonly<Record<string, readonly string[]>>
}

describe.skipIf(!hasTshark)('streams agree with tshark', () => {
  test('of a crafted capture', () => {
    const path = join(root, 'test/conformance/frames/http2.pcap')
    expect(ourReading(readFileSync(path))).toEqual(theirReading(path, 80))
  })

  test("of Node's client and server", async () => {
    const packets = await recorded(
      (stream) => {
        stream.respond({ ':status': 200 })
        stream.on('data', () => stream.write(encodeFrame({ opcode: 2, payload: Buffer.alloc(3000, 7) })))
        stream.on('end', () => stream.end())
      },
      async (session) => {
        const frames = [1, 200, 70_000].map((length) => clientFrame({ opcode: 1, payload: 'x'.repeat(length) }))
        const more = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) ~!@#$%^&*()', origin: 'https://app.example.com' }
        await Promise.all(['/a', '/b', '/c'].map((each) => say(session.request(webSocket(each, more)), frames)))
      },
    )
    const folder = mkdtempSync(join(tmpdir(), 'http2-'))
    const path = join(folder, 'node.pcap')
    const capture = writePcap(packets)
    writeFileSync(path, capture)
    const ours = ourReading(capture)
    expect(ours.paths).toEqual(['/a', '/b', '/c'])
    expect(ours).toEqual(theirReading(path, serverPort(capture)))
    rmSync(folder, { recursive: true })
  })
})

const serverPort = (capture: Buffer): number => Number(decodeCapture(capture).documents[0]!['destination.port'])

function ourReading(capture: Buffer): Seen {
  const { records, documents } = decodeCapture(capture)
  const frames = records.filter((record) => record.kind === 'frame')
  const byStream = Map.groupBy(frames, ({ scene, side }) => `${side} ${scene.identity.id.split('/').at(-1)}`)
  return {
    paths: ofKind(documents, 'handshake').map((event) => String(event['url.path'])),
    frames: sorted(byStream, ({ opcode, payload }) => `${opcode} ${payload.bytes().toString('hex')}`),
  }
}

const sorted = <T>(groups: ReadonlyMap<string, readonly T[]>, show: (one: T) => string) =>
  Object.fromEntries([...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, all]) => [name, all.map(show)]))

type Layer = Readonly<Record<string, unknown>>

interface Dissected {
  readonly _source: { readonly layers: { readonly tcp: Layer; readonly http2: Layer | readonly Layer[] } }
}

/** tshark takes the streams apart; what they carry is decoded as any bytes of a WebSocket. */
function theirReading(path: string, port: number): Seen {
  const args = ['-r', path, '-d', `tcp.port==${port},http2`, '-Y', 'http2', '-T', 'json', '--no-duplicate-keys']
  const output = execFileSync('tshark', [...args, '-J', 'tcp http2'], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const paths = new Map<string, string>()
  const bytes = new Map<string, Buffer[]>()
  for (const {
    _source: { layers },
  } of JSON.parse(output) as Dissected[]) {
    const side = layers.tcp['tcp.dstport'] === String(port) ? 'client' : 'server'
    for (const frame of [layers.http2].flat().flatMap((layer) => [layer['http2.stream'] as Layer | Layer[]].flat())) {
      const stream = String(frame['http2.streamid'])
      const data = frame['http2.data.data']
      if (isAsking(frame)) paths.set(stream, pathOf(frame))
      if (typeof data !== 'string' || !paths.has(stream)) continue
      const key = `${side} ${stream}`
      bytes.set(key, [...(bytes.get(key) ?? []), Buffer.from(data.replaceAll(':', ''), 'hex')])
    }
  }
  const frames = new Map([...bytes].map(([key, parts]) => [key, decodeFrames(Buffer.concat(parts))] as const))
  return { paths: [...paths.values()], frames: sorted(frames, (frame) => frame) }
}

const fieldsOf = (frame: Layer): readonly (readonly [string, string])[] =>
  [frame['http2.header'] as Layer | Layer[] | undefined]
    .flat()
    .flatMap((field) =>
      field ? [[String(field['http2.header.name']), String(field['http2.header.value'])] as const] : [],
    )

const isAsking = (frame: Layer): boolean =>
  fieldsOf(frame).some(([name, value]) => name === ':protocol' && value === 'websocket')

const pathOf = (frame: Layer): string =>
  (fieldsOf(frame).find(([name]) => name === ':path')?.[1] ?? '').replace(/\?.*/, '')

function decodeFrames(bytes: Buffer): string[] {
  const found: string[] = []
  const sink = {
    frame({ opcode, key, payload, payloadStart, payloadLength }: FrameDecoder) {
      const whole = new Payload(payload, payloadStart, payloadLength, key, false).bytes()
      found.push(`${opcode} ${whole.toString('hex')}`)
    },
  }
  new FrameDecoder(sink, 1 << 20, () => {}).push(bytes, 0, bytes.length)
  return found
}
