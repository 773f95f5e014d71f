// Law of the NDJSON reader: what it reads where it stands in the bytes is what JSON.parse would have given, of any line.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Naming } from '../../connectors/ndjson/known.ts'
import { createReader, leastScanned } from '../../connectors/ndjson/reader.ts'
import { Batch } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'
import { columnsOf, request } from '../connectors/read.ts'

const layout = createLayout([
  ...['@timestamp', 'event.action', 'event.category', 'event.dataset', 'event.id', 'client.ip', 'source.ip'],
  ...['source.port', 'websocket.fin', 'websocket.anomaly', 'a', 'a.b', 'a.b.c', 'constructor', 'größe.b'],
])

/** Names that lead to wanted fields, and some that do not. */
const keys = [
  ...['@timestamp', 'event', 'event.category', 'category', 'action', 'event.action', 'id', 'event.id', 'sequence'],
  ...['event.sequence', 'source', 'source.ip', 'ip', 'port', 'source.port', 'websocket.fin', 'websocket.anomaly'],
  ...[
    'a',
    'b',
    'c',
    'a.b',
    'b.c',
    'a.b.c',
    'client',
    'client.ip',
    'constructor',
    'größe',
    'größe.b',
    'other',
    '',
    'x"y',
  ],
]

/** One field in all its spellings. */
const spellings = ['a', 'b', 'c', 'a.b', 'b.c', 'a.b.c']

const key = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...spellings).map((name) => JSON.stringify(name)) },
  { weight: 20, arbitrary: fc.constantFrom(...keys).map((name) => JSON.stringify(name)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('"\\u0061"', '"a\\u002eb"', '"event\\.id"', '"a\tb"', '"\\ud800"', "'a'", 'a'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }).map((name) => JSON.stringify(name)) },
)

// biome-ignore format: table
const scalars = [
  '0', '-0', '1', '-1', '443', '1768464000008', '1768464000008.25', '123456789012345', '1234567890123456', '9007199254740993',
  '1e3', '1E-2', '1.5e+300', '1e999', '-12.75', 'true', 'false', 'null', '""', '"x"', '"443"', '"true"', '"192.0.2.1"',
  '"2026-11-22T04:22:05Z"', '"2026-11-22T04:22:05.123Z"', '"2026-11-22T04:22:06.123456789Z"', '"2026-11-22T04:22:05.12Z"',
  '"2026-02-30T04:22:05Z"', '"2026-11-22 04:22:05,123+01:00"', '"a\\"b"', '"\\u00e9\\n\\/"', '"\\ud83d\\ude00"', '"\\ud800"',
  '"größe 東京 😀"', `"${'long '.repeat(20)}"`, `"${'ä'.repeat(40)}\\\\"`, '"network"', '"frame"',
]

// biome-ignore format: table
const broken = [
  '', '01', '-', '1.', '.5', '1e', '1e+', '+1', 'tru', 'nul', 'truex', 'NaN', 'Infinity', '"', '"a', '"\\x"', '"\\u12g4"', '"\\',
  '"tab\there"', '"\u0000"', '[1,]', '[1 2]', '[', ']', '{', '}', '{"a"}', '{"a":}', '{"a":1,}', '{1:2}', "'a'", '1,2', '"a"b', '1 2',
]

const space = fc.oneof(
  { weight: 30, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(' ', '  ', '\t', '\r', '\v', '\u00a0') },
)

const { value } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 8, arbitrary: fc.constantFrom(...scalars) },
    { weight: 2, arbitrary: fc.constant('null') },
    { weight: 1, arbitrary: fc.json() },
    { weight: 4, arbitrary: tie('object') },
    { weight: 2, arbitrary: tie('array') },
  ),
  object: fc.array(fc.tuple(space, key, space, space, tie('value'), space), { maxLength: 5 }).map(objectOf),
  array: fc
    .array(fc.tuple(space, tie('value'), space), { maxLength: 4 })
    .map((items) => `[${items.map((item) => item.join('')).join()}]`),
}))

type Member = readonly [string, string, string, string, string, string]

function objectOf(members: readonly Member[]): string {
  return `{${members.map(([before, name, after, more, one, end]) => `${before}${name}${after}:${more}${one}${end}`).join()}}`
}

const times = fc.constantFrom('1768464000008', '"2026-11-22T04:22:05.123Z"', '"2026-11-22T04:23:07Z"', '0')
const event = fc
  .tuple(times, fc.array(fc.tuple(space, key, space, space, value, space), { maxLength: 8 }), space)
  .map(([time, members, end]) => `${objectOf([['', '"@timestamp"', '', '', time, ''], ...members])}${end}`)

const mutated = fc
  .tuple(event, fc.nat(), fc.nat({ max: 2 }), fc.oneof(fc.constantFrom(...broken), fc.string({ unit: 'binary' })))
  .map(([text, seed, gone, put]) => {
    const at = seed % (text.length + 1)
    return text.slice(0, at) + put + text.slice(at + gone)
  })

const line = fc
  .oneof({ weight: 6, arbitrary: event }, { weight: 2, arbitrary: mutated }, { weight: 1, arbitrary: value })
  .map((text) => text.replaceAll('\n', ' '))

const byIndex: Naming = { id: (_, index) => `#${index}`, sequence: (_, index) => index }

/** So much that a scanner is made, which reads all that comes after it, too. */
const first = Buffer.from('{"@timestamp":0,"a":"b"}\n'.repeat(leastScanned / 10))

/** In pieces, as they come from a file. */
function read(bytes: Buffer, cuts: readonly number[]) {
  const reasons: string[] = []
  const aside = {
    put: (reason: string, _at: number, excerpt: string) => void reasons.push(`${reason}: ${excerpt.trimStart()}`),
  }
  const reader = createReader({ source: 'log', wanted: layout, aside, request }, byIndex)
  reader.read(first, 0, false, new Batch(layout))
  const batch = new Batch(layout)
  let used = 0
  let given = 0
  for (let piece = 0; given < bytes.length; piece++) {
    given = Math.min(bytes.length, given + cuts[piece % cuts.length]!)
    used += reader.read(bytes.subarray(used, given), used, given === bytes.length, batch)
  }
  const [times, nanos, sequences, categories] = [batch.times, batch.nanos, batch.sequences, batch.categories].map(
    // Tables are longer than the batch.
    (table) => [...table.subarray(0, batch.length)],
  )
  const origins = batch.origins.map((origin) => ({ id: origin.id(), document: origin.document() }))
  return { columns: columnsOf({ batch }), places: { times, nanos, sequences, categories }, origins, reasons }
}

/** A line that begins with a blank is not scanned. */
const parsed = (lines: readonly string[]) => read(Buffer.from(lines.map((text) => ` ${text}\n`).join('')), [1 << 30])

test('every line gives what JSON.parse gives of it, whatever lines came before', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), cuts, (lines, pieces) => {
      const again = [...lines, ...lines]
      expect(read(Buffer.from(again.map((text) => `${text}\n`).join('')), pieces)).toEqual(
        parsed(again.map((text) => text.replace(/^\ufeff/, ''))),
      )
    }),
    { numRuns: 400 },
  )
})

test('bytes that are no UTF-8 are read as JSON.parse would be given them', () => {
  const prefix = Buffer.from('{"@timestamp":0,"a":"')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), (inside) => {
      const text = Buffer.from(inside.map((code) => (code === 0x0a || code === 0x0d ? 0xff : code)))
      const whole = Buffer.concat([prefix, text, Buffer.from('"}\n')])
      expect(read(whole, [whole.length])).toEqual(read(Buffer.concat([Buffer.from(' '), whole]), [whole.length + 1]))
    }),
  )
})
