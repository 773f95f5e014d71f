// A capture → the frames that tshark finds in it, and those of ours in the same shape, so that they can be held together.
import { execFileSync, spawnSync } from 'node:child_process'
import type { FrameRecord } from '../../src/sensor/record.ts'

export const hasTshark = spawnSync('tshark', ['--version']).status === 0
if (!hasTshark) console.warn('SKIPPED: tshark is not installed, so no frame is held against its dissection.')

export interface Frame {
  /** Sender and receiver. */
  readonly flow: string
  readonly opcode: number
  readonly fin: boolean
  readonly masked: boolean
  readonly length: number
  /** Unmasked, in hexadecimal. */
  readonly payload: string
}

export const byDirection = (frames: readonly Frame[]) => {
  const flows = Map.groupBy(frames, ({ flow }) => flow)
  return Object.fromEntries([...flows].sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function ourFrame(frame: FrameRecord): Frame {
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
export const serverPorts = (frames: readonly FrameRecord[]): number[] => [
  ...new Set(frames.map(({ scene }) => scene.identity.serverPort)),
]

type Layer = Readonly<Record<string, string | readonly [string, ...unknown[]]>>

interface Dissected {
  readonly _source: { readonly layers: Readonly<Record<string, Layer | readonly Layer[]>> }
}

export function dissect(path: string, ports: readonly number[]): Frame[] {
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
  // Of a tunnel the innermost, which comes last.
  const version = Object.keys(layers).findLast((name) => name === 'ip' || name === 'ipv6')
  const ip = layerOf(layers[version ?? 'ip'])
  const tcp = layerOf(layers['tcp'])
  const [source, destination] = ['src', 'dst'].map((end) => ip[`ip.${end}`] ?? ip[`ipv6.${end}`])
  const flow = `${source} ${tcp['tcp.srcport']} > ${destination} ${tcp['tcp.dstport']}`
  const frames = layers['websocket']
  return [frames].flat().map((layer) => ({ flow, ...theirFrame(layerOf(layer)) }))
}

/** Of a tunnel the innermost. */
const layerOf = (layers: Layer | readonly Layer[] | undefined): Layer => [layers ?? {}].flat().at(-1) as Layer

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
