// The capture that ships, cut in two wherever: the same incidents as in one piece, down to their ids.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { incidentsOf } from './incidents.ts'

const capture = join(import.meta.dirname, '..', 'examples', 'day-of-chat.pcap')
const fileHeader = 24
const packetHeader = 16
const bytes = readFileSync(capture)
const packets = packetStarts()
const folder = mkdtempSync(join(tmpdir(), 'tripline-cut-'))
let whole: readonly string[]

beforeAll(async () => {
  whole = await idsOf([capture])
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each([0.1, 0.5, 0.9])('cut at %s of its packets', async (share) => {
  const [first, second] = cutAt(Math.floor(packets.length * share))
  expect(whole.length).toBeGreaterThan(10)
  expect(await idsOf([first, second])).toEqual(whole)
})

test('given in the wrong order', async () => {
  const [first, second] = cutAt(packets.length >> 1)
  expect(await idsOf([second, first])).toEqual(whole)
})

const idsOf = async (paths: readonly string[]): Promise<string[]> =>
  (await incidentsOf(paths)).map(({ id }) => id).sort()

/** Two captures: each has the file header, and the packets before or from that one. */
function cutAt(packet: number): [string, string] {
  const at = packets[packet]!
  const paths: [string, string] = [join(folder, `${packet}-a.pcap`), join(folder, `${packet}-b.pcap`)]
  writeFileSync(paths[0], bytes.subarray(0, at))
  writeFileSync(paths[1], Buffer.concat([bytes.subarray(0, fileHeader), bytes.subarray(at)]))
  return paths
}

/** Offsets of the packet records of a little-endian pcap file. */
function packetStarts(): number[] {
  const starts: number[] = []
  for (let at = fileHeader; at < bytes.length; at += packetHeader + bytes.readUInt32LE(at + 8)) starts.push(at)
  return starts
}
