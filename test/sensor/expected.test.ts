// Real captures against what an independent decoder made of them, frame for frame.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type AnomalySet, anomalyBit } from '../../src/sensor/anomaly.ts'
import type { FrameRecord, MessageRecord, SensorRecord } from '../../src/sensor/record.ts'
import { decodeCapture } from './decode.ts'

const data = process.env['TRIPLINE_DATA'] ?? ''
const captures = data === '' ? [] : globSync('pcaps/**/*.{pcap,pcapng}', { cwd: data }).sort()
if (captures.length === 0) console.warn('SKIPPED: set TRIPLINE_DATA to hold the sensor against real captures.')

/** One line of an expected file, as far as it is held against. */
interface ExpectedConnection {
  readonly client: string
  readonly server: string
  readonly request_line: string
  readonly accept_ok: boolean
  readonly frames: readonly ExpectedFrame[]
}

interface ExpectedFrame {
  readonly dir: 'c2s' | 's2c'
  readonly ts: number
  readonly fin: boolean
  readonly rsv: number
  readonly opcode: number
  readonly masked: boolean
  readonly length: number
  readonly close_code: number | null
  readonly payload_b64: string
  readonly violations: readonly string[]
  readonly message?: {
    readonly opcode: string
    readonly frames: number
    readonly compressed: boolean
    readonly length: number
    readonly payload_b64: string
  }
}

const violations: Readonly<Record<string, AnomalySet>> = {
  unmasked_client: anomalyBit.unmasked_client_frame,
  control_too_long: anomalyBit.control_frame_too_long,
  non_minimal_length: anomalyBit.non_minimal_length,
}

test.skipIf(captures.length === 0)('every capture has its expected file', () => {
  expect(captures.filter((capture) => !existsSync(expectedPath(capture)))).toEqual([])
})

describe.each(captures)('%s', (capture) => {
  const { records, problems } = decodeCapture(readFileSync(join(data, capture)))
  const expected = readExpected(capture)
  const isOf = (connection: ExpectedConnection) => (record: SensorRecord) =>
    endpoint(record.scene.identity.clientIp, record.scene.identity.clientPort) === connection.client

  test('is read to its end', () => {
    expect(problems).toEqual([])
  })

  test('has the same upgraded connections', () => {
    const upgraded = records.filter(({ kind, scene }) => kind === 'handshake' && scene.handshake.outcome === 'success')
    expect(
      upgraded.map(({ scene: { identity, handshake } }) => ({
        client: endpoint(identity.clientIp, identity.clientPort),
        server: endpoint(identity.serverIp, identity.serverPort),
        accept_ok: handshake.keyValid,
        path: handshake.urlPath,
      })),
    ).toEqual(
      expected.map(({ client, server, accept_ok, request_line }) => ({
        client,
        server,
        accept_ok,
        path: request_line.split(' ')[1]!.split('?')[0],
      })),
    )
  })

  test('has the same frames', () => {
    for (const connection of expected) {
      const frames = records.filter((record) => record.kind === 'frame').filter(isOf(connection))
      expect(frames.map(frameFacts)).toEqual(connection.frames.map(expectedFrameFacts))
    }
  })

  test('has the same messages', () => {
    for (const connection of expected) {
      const messages = records.filter((record) => record.kind === 'message').filter(isOf(connection))
      expect(messages.map(messageFacts)).toEqual(connection.frames.flatMap(expectedMessageFacts))
    }
  })
})

const endpoint = (ip: string, port: number): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)

const expectedPath = (capture: string): string => join(data, 'expected', `${relative('pcaps', capture)}.conns.jsonl`)

function readExpected(capture: string): ExpectedConnection[] {
  return readFileSync(expectedPath(capture), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ExpectedConnection)
}

const frameFacts = (frame: FrameRecord) => ({
  dir: frame.side === 'client' ? 'c2s' : 's2c',
  us: frame.moment.us,
  fin: frame.fin,
  rsv: frame.rsv,
  opcode: frame.opcode,
  masked: frame.masked,
  length: frame.bytes,
  payload: frame.payload.bytes().toString('base64'),
  // Of pings the expected files know nothing.
  violations: frame.anomalies & ~anomalyBit.ping_unanswered,
})

const expectedFrameFacts = (frame: ExpectedFrame) => ({
  dir: frame.dir,
  us: Math.round(frame.ts * 1e6),
  fin: frame.fin,
  rsv: frame.rsv,
  opcode: frame.opcode,
  masked: frame.masked,
  length: frame.length,
  payload: frame.payload_b64,
  violations: frame.violations.reduce((all, name) => all | violations[name]!, 0),
})

const messageFacts = ({ facts, side }: MessageRecord) => ({
  dir: side === 'client' ? 'c2s' : 's2c',
  type: facts.type,
  fragments: facts.fragments,
  compressed: facts.compressed,
  bytes: facts.bytes,
  text: facts.type === 'text' ? (facts.payload?.text() ?? null) : null,
})

const expectedMessageFacts = ({ dir, message }: ExpectedFrame) =>
  message === undefined
    ? []
    : [
        {
          dir,
          type: message.opcode,
          fragments: message.frames,
          compressed: message.compressed,
          bytes: message.length,
          text: message.opcode === 'text' ? Buffer.from(message.payload_b64, 'base64').toString('utf8') : null,
        },
      ]
