// Lines that a real Suricata wrote of captures, next to what an independent decoder found in the same captures.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { suricata } from '../../../connectors/suricata/connector.ts'
import { documentsOf, read } from '../read.ts'

const data = process.env['TRIPLINE_DATA'] ?? ''
const log = join(data, 'logs/suricata-eve.json')
const isThere = data !== '' && existsSync(log)
if (!isThere) console.warn('SKIPPED: logs of a real Suricata, as TRIPLINE_DATA is not set or has none.')

const kindOf = (document: Readonly<Record<string, unknown>>): string =>
  (document['event.category'] as readonly string[]).at(-1)!

function countsOf(documents: readonly Readonly<Record<string, unknown>>[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const document of documents) counts[kindOf(document)] = (counts[kindOf(document)] ?? 0) + 1
  return counts
}

describe.skipIf(!isThere)('a real Suricata', () => {
  const result = isThere ? read(suricata, readFileSync(log)) : { batch: null!, unread: [] }
  const documents = isThere ? documentsOf(result) : []
  const lines = isThere
    ? readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []

  test('every line is read, and gives the events that it should', () => {
    expect(result.unread).toEqual([])
    const closes = lines.filter((line) => line.event_type === 'websocket' && line.websocket.opcode === 'close').length
    expect(countsOf(documents)).toEqual({
      handshake: 17,
      request: 5,
      frame: 271,
      close: closes,
      alert: 271,
      connection: 16,
    })
  })

  test('frames, alerts and connections know the path of their handshake', () => {
    const handshakes = new Map(
      documents
        .filter((document) => kindOf(document) === 'handshake')
        .map((document) => [document['websocket.connection.id'], document]),
    )
    for (const document of documents.filter((one) => kindOf(one) !== 'request')) {
      const handshake = handshakes.get(document['websocket.connection.id'])
      for (const name of ['url.path', 'source.ip', 'source.port', 'destination.port'])
        expect(document[name]).toEqual(handshake?.[name])
    }
  })

  test('an alert says who sent its frame, and what was in it', () => {
    const alerts = documents.filter((document) => kindOf(document) === 'alert')
    const expected = lines.filter((line) => line.event_type === 'alert')
    expect(alerts.map((document) => document['websocket.direction'])).toEqual(
      expected.map((line) => (line.direction === 'to_server' ? 'client' : 'server')),
    )
    const texts = expected
      .filter((line) => line.websocket.opcode === 'text')
      .map((line) => Buffer.from(line.websocket.payload_base64, 'base64').toString('utf8'))
    expect(
      alerts
        .filter((document) => document['websocket.opcode'] === 1)
        .map((document) => document['websocket.payload.text']),
    ).toEqual(texts)
  })
})

const decoded = join(data, 'expected/zeek')
const captures =
  data !== '' && existsSync(decoded)
    ? readdirSync(decoded).flatMap((name) => /^(.+)\.suricata-eve\.jsonl$/.exec(name)?.[1] ?? [])
    : []

describe.skipIf(captures.length === 0)('a real Suricata next to another decoder', () => {
  test.each(captures)('it counts the frames of %s by opcode and mask', (capture) => {
    const conns = readFileSync(join(decoded, `${capture}.conns.jsonl`), 'utf8').trim()
    const frames = conns === '' ? [] : conns.split('\n').flatMap((line) => JSON.parse(line).frames)
    const eve = readFileSync(join(decoded, `${capture}.suricata-eve.jsonl`))
    const own = documentsOf(read(suricata, eve)).filter((document) => kindOf(document) === 'frame')
    const tally = (all: readonly (readonly [unknown, unknown])[]) => all.map(String).sort()
    expect(tally(own.map((frame) => [frame['websocket.opcode'], frame['websocket.masked']]))).toEqual(
      tally(frames.map((frame) => [frame.opcode, frame.masked])),
    )
  })
})
