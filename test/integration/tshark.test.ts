// Every frame of real captures, as the sensor reads it, against tshark's dissection of the same file.
import { execFileSync, spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FrameRecord } from '../../src/sensor/record.ts'
import { decodeCapture } from '../sensor/decode.ts'

const root = resolve(import.meta.dirname, '../..')
const data = process.env['TRIPLINE_DATA'] ?? ''
const captures = [
  ...globSync('{examples,test/conformance/frames}/*.pcap', { cwd: root }).map((path) => join(root, path)),
  ...(data === '' ? [] : globSync('pcaps/**/*.{pcap,pcapng}', { cwd: data }).map((path) => join(data, path))),
].sort()

const hasTshark = spawnSync('tshark', ['--version']).status === 0
if (!hasTshark) console.warn('SKIPPED: tshark is not installed, so no frame is held against its dissection.')

/** Captures in which tshark reads frames otherwise, each with the reason. They are not held against it. */
const otherwise: Readonly<Record<string, string>> = {
  'gap-in-payload.pcap': 'tshark drops a frame with missing bytes; the sensor reports it with the payload cut',
  'gap-over-header.pcap': 'tshark reads no frame after lost bytes; the sensor goes on where frames can be told again',
  'length-high-bit.pcap': 'tshark takes the forbidden highest bit as part of the length (RFC 6455 section 5.2)',
  'out-of-order.pcap': 'tshark gives up on bytes that are sent twice with other contents; the sensor takes the first',
}

describe.skipIf(!hasTshark)('frames agree with tshark', () => {
  test('there are captures, and every exception is one of them', () => {
    const names = captures.map((path) => basename(path))
    expect(names.length).toBeGreaterThan(0)
    expect(Object.keys(otherwise).filter((name) => !names.includes(name))).toEqual([])
  })

  test.each(captures.map((path) => [basename(path), path] as const))('%s', (name, path) => {
    const frames = decodeCapture(readFileSync(path)).records.filter((record) => record.kind === 'frame')
    const ours = byDirection(frames.map(ourFrame))
    const theirs = byDirection(dissect(path, serverPorts(frames)))
    if (name in otherwise) expect(ours).not.toEqual(theirs)
    else expect(ours).toEqual(theirs)
  })
})

interface Frame {
  /** Sender and receiver. */
  readonly flow: string
  readonly opcode: number
  readonly fin: boolean
  readonly masked: boolean
  readonly length: number
  /** Unmasked, in hexadecimal. */
  readonly payload: string
}

const byDirection = (frames: readonly Frame[]) => {
  const flows = Map.groupBy(frames, ({ flow }) => flow)
  return Object.fromEntries([...flows].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function ourFrame(frame: FrameRecord): Frame {
  const { clientIp, clientPort, serverIp, serverPort } = frame.scene.identity
  const client = `${clientIp} ${clientPort}`
  const server = `${serverIp} ${serverPort}`
  return {
    flow: frame.side === 'client' ? `${client} > ${server}` : `${server} > ${client}`,
    opcode: frame.opcode,
    fin: frame.fin,
    masked: frame.masked,
    length: frame.bytes,
    payload: frame.payload.bytes().toString('hex'),
  }
}

/** tshark looks for HTTP on ports that it knows: the others have to be named. */
const serverPorts = (frames: readonly FrameRecord[]): number[] => [
  ...new Set(frames.map(({ scene }) => scene.identity.serverPort)),
]

type Layer = Readonly<Record<string, string | readonly [string, ...unknown[]]>>

interface Dissected {
  readonly _source: { readonly layers: Readonly<Record<string, Layer | readonly Layer[]>> }
}

function dissect(path: string, ports: readonly number[]): Frame[] {
  const decodeAs = ports.flatMap((port) => ['-d', `tcp.port==${port},http`])
  const json = ['-T', 'json', '-x', '--no-duplicate-keys', '-J', 'ip ipv6 tcp websocket']
  // Payloads of compressed messages are compared as they were sent.
  const options = ['-o', 'websocket.decompress:FALSE', '-o', 'tcp.reassemble_out_of_order:TRUE', '-Y', 'websocket']
  const output = execFileSync('tshark', ['-r', path, ...decodeAs, ...options, ...json], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return (JSON.parse(output) as Dissected[]).flatMap(framesOf)
}

function framesOf({ _source: { layers } }: Dissected): Frame[] {
  const ip = layerOf(layers['ip'] ?? layers['ipv6'])
  const tcp = layerOf(layers['tcp'])
  const [source, destination] = ['src', 'dst'].map((end) => ip[`ip.${end}`] ?? ip[`ipv6.${end}`])
  const flow = `${source} ${tcp['tcp.srcport']} > ${destination} ${tcp['tcp.dstport']}`
  const frames = layers['websocket']
  return [frames].flat().map((layer) => ({ flow, ...theirFrame(layerOf(layer)) }))
}

/** Of a tunnel the outermost. */
const layerOf = (layers: Layer | readonly Layer[] | undefined): Layer => [layers ?? {}].flat()[0] as Layer

const theirFrame = (layer: Layer) => ({
  opcode: Number(layer['websocket.opcode']),
  fin: layer['websocket.fin'] === '1',
  masked: layer['websocket.mask'] === '1',
  length: Number(
    layer['websocket.payload_length_ext_64'] ??
      layer['websocket.payload_length_ext_16'] ??
      layer['websocket.payload_length'],
  ),
  payload: layer['websocket.payload_raw']?.[0] ?? '',
})
