// Laws of every decoder: no message makes it throw, what it gives is bounded and of the types that the schema says; and
// ordinary text is not taken for anything.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dynamicFields, type Field, schema } from '../../src/event/schema.ts'
import type { Scalar, Value } from '../../src/event/value.ts'
import { decode } from '../../src/subprotocol/decode.ts'
import { type Decoder, mostRecords } from '../../src/subprotocol/decoder.ts'
import { decoders } from '../../src/subprotocol/decoders.ts'
import { Message } from '../../src/subprotocol/message.ts'
import { placeOf, readField } from '../../src/subprotocol/record.ts'

const folder = new URL('./messages', import.meta.url).pathname
const lines = readdirSync(folder)
  .filter((file) => file.endsWith('.messages'))
  .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
const texts = lines.filter((line) => line.startsWith('"')).map((line) => JSON.parse(line) as string)
const octets = lines.filter((line) => /^[0-9a-f]+$/.test(line)).map((line) => Buffer.from(line, 'hex'))

/** A piece of one message in the place of a piece of another. */
const crossed = fc
  .tuple(fc.constantFrom(...texts), fc.constantFrom(...texts), fc.nat(200), fc.nat(200), fc.string({ maxLength: 3 }))
  .map(([a, b, from, to, between]) => a.slice(0, from % (a.length + 1)) + between + b.slice(to % (b.length + 1)))

const flipped = fc
  .tuple(fc.constantFrom(...octets), fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 }), fc.nat(100))
  .map(([from, flips, more]) => {
    const bytes = Buffer.concat([from, Buffer.alloc(more % 7, more)])
    for (const [place, byte] of flips) bytes[place % bytes.length] = byte
    return bytes
  })

/** Objects with the members that decoders look at, and anything in them. */
const member = fc.constantFrom(
  ...'jsonrpc id method params result error type payload query target invocationId arguments H M A I E R'.split(' '),
)
const shaped = fc.dictionary(
  member,
  fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constant({ toString: 1, valueOf: null }),
    fc.constantFrom('2.0', 'next', 1),
  ),
)

const message = fc.oneof(
  shaped.map((object) => new Message(JSON.stringify(object), null)),
  fc.array(shaped, { maxLength: 3 }).map((all) => new Message(JSON.stringify(all), null)),
  shaped.map((object) => new Message(`${JSON.stringify(object)}\u001e`, null)),
  crossed.map((text) => new Message(text, null)),
  fc.json({ maxDepth: 5 }).map((text) => new Message(text, null)),
  fc.string({ unit: 'binary' }).map((text) => new Message(text, null)),
  flipped.map((bytes) => new Message('', bytes)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => new Message('', Buffer.from(bytes))),
)

const fixed = Object.entries(schema) as [string, Field][]

const typeNames: Readonly<Record<Field['type'], string>> = {
  ...{ keyword: 'string', long: 'number', double: 'number' },
  ...{ boolean: 'boolean', ip: 'string', date: 'string' },
}

const scalars = (value: Value): readonly Scalar[] => (value === null ? [] : ([value].flat() as Scalar[]))

function holdsLaws(decoder: Decoder, from: Message, by: 'name' | 'shape'): void {
  const records = decoder.decode(from, by)
  if (records === null) return
  expect(records.length).toBeGreaterThan(0)
  expect(records.length).toBeLessThanOrEqual(mostRecords)
  for (const [name, { type }] of fixed.filter(([name]) => name.startsWith(`${decoder.prefix}.`))) {
    for (const value of scalars(readField({ records }, placeOf(name, decoder)))) {
      expect(typeof value, name).toBe(typeNames[type])
      if (type === 'long') expect(Number.isSafeInteger(value), name).toBe(true)
    }
  }
}

describe.each(decoders)('$prefix', (decoder) => {
  test('never throws, and gives what its fields say', () => {
    fc.assert(
      fc.property(message, fc.constantFrom('name' as const, 'shape' as const), (from, by) =>
        holdsLaws(decoder, from, by),
      ),
      { numRuns: 1000 },
    )
  })

  test('has fields in the schema, and what holds all records among the dynamic ones', () => {
    expect(fixed.some(([name]) => name.startsWith(`${decoder.prefix}.`))).toBe(true)
    if (decoder.records !== null) expect(dynamicFields).toHaveProperty([`${decoder.prefix}.${decoder.records}`])
  })

  test('takes a message of many records, and one that is deep, for what it is', () => {
    const many = [
      JSON.stringify(new Array(500).fill({ jsonrpc: '2.0', id: 1, method: 'a' })),
      'SEND\ndestination:/a\n\nx\0'.repeat(500),
      '{"type":6}\u001e'.repeat(500),
      `{"jsonrpc":"2.0","method":"a","id":1,"params":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      `{"type":"start","payload":{"query":"${'{a'.repeat(20_000)}"}}`,
    ]
    for (const text of many) holdsLaws(decoder, new Message(text, null), 'name')
    holdsLaws(decoder, new Message('', Buffer.alloc(4000, 0xc0)), 'name')
    holdsLaws(decoder, new Message('', Buffer.from('c000'.repeat(500), 'hex')), 'name')
  })
})

test('every field of a subprotocol is given by a golden message', () => {
  const seen = new Set<string>()
  for (const decoder of decoders) {
    for (const from of [...texts.map((text) => new Message(text, null)), ...octets.map((of) => new Message('', of))]) {
      const records = decoder.decode(from, 'name')
      if (records === null) continue
      for (const [name] of fixed) if (readField({ records }, placeOf(name, decoder)) !== null) seen.add(name)
    }
  }
  const prefixes = decoders.map(({ prefix }) => `${prefix}.`)
  const all = fixed.map(([name]) => name).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)))
  expect(all.filter((name) => !seen.has(name))).toEqual([])
})

const data = join(process.env['TRIPLINE_DATA'] ?? '', 'benign')
const hasData = process.env['TRIPLINE_DATA'] !== undefined && existsSync(data)
if (!hasData) console.warn('SKIPPED: set TRIPLINE_DATA to hold the decoders against collected messages.')

const collected = (file: string): readonly string[] =>
  readFileSync(join(data, `${file}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { payload: string }).payload)

const nothingSaid = { subprotocol: null, path: null }

const prefixesOf = (payloads: readonly string[]): ReadonlySet<string> =>
  new Set(
    payloads.flatMap((payload) => decode(new Message(payload, null), nothingSaid, decoders)?.decoder.prefix ?? []),
  )

describe.runIf(hasData)('collected messages', () => {
  test.each(['inaugural-sentences', 'traefik-docs-prose', 'obs-websocket-json'])('%s are of none', (file) => {
    expect([...prefixesOf(collected(file))]).toEqual([])
  })

  test('what binance says is JSON-RPC or nothing', () => {
    expect([...prefixesOf(collected('binance-ws-json'))]).toEqual(['rpc'])
  })

  test.each([
    ['graphql-ws', 'graphql'],
    ['stomp-frames', 'stomp'],
  ])('%s are of %s', (file, prefix) => {
    const payloads = collected(file)
    const decoder = decoders.find((one) => one.prefix === prefix)!
    const read = payloads.filter((payload) => decoder.decode(new Message(payload, null), 'name') !== null)
    console.log(`${read.length} of ${payloads.length} ${file} are decoded`)
    expect([...prefixesOf(payloads)].filter((found) => found !== prefix)).toEqual([])
    expect(read.length).toBeGreaterThan(payloads.length * 0.6)
  })
})
