// Every frame of real captures, as the sensor reads it, against tshark's dissection of the same file.
import { globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeCapture } from '../sensor/decode.ts'
import { byDirection, dissect, hasTshark, ourFrame, serverPorts } from './tshark.ts'

const root = resolve(import.meta.dirname, '../..')
const data = process.env['TRIPLINE_DATA'] ?? ''
const captures = [
  ...globSync('{examples,test/conformance/frames}/*.pcap', { cwd: root }).map((path) => join(root, path)),
  ...(data === '' ? [] : globSync('pcaps/**/*.{pcap,pcapng}', { cwd: data }).map((path) => join(data, path))),
].sort()

/** Captures in which tshark reads frames otherwise, each with the reason. They are not held against it. */
const otherwise: Readonly<Record<string, string>> = {
  'gap-in-payload.pcap': 'tshark drops a frame with missing bytes; the sensor reports it with the payload cut',
  'gap-over-header.pcap': 'tshark reads no frame after lost bytes; the sensor goes on where frames can be told again',
  'http2.pcap': 'tshark looks for no WebSockets in HTTP/2; what it sees there is compared in tshark-http2.test.ts',
  'length-high-bit.pcap': 'tshark takes the forbidden highest bit as part of the length (RFC 6455 section 5.2)',
  'request-invalid.pcap': 'tshark follows no 101 without Upgrade; the sensor takes it for the answer to what was asked',
  'midstream-frames.pcap': 'tshark reads no frame of a connection whose handshake it has not seen',
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
