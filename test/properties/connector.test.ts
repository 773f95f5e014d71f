// Laws of every connector: no line makes it throw, no way of cutting its bytes changes what it reads.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { createLayout } from '../../src/event/layout.ts'
import { schema } from '../../src/event/schema.ts'
import { type Read, read } from '../connectors/read.ts'

const root = resolve(import.meta.dirname, '../../connectors')
const wanted = createLayout(Object.keys(schema))

const summary = ({ batch, unread }: Read): unknown => ({
  rows: batch.origins.map((origin, row) => [
    origin.id(),
    batch.times[row],
    batch.sequences[row],
    batch.categories[row],
    batch.columns.map((column) => column.at(row)),
    origin.document(),
  ]),
  unread,
})

describe.each(connectors)('$name', (connector) => {
  /** A HAR is one document, whatever its lines are. */
  const isOfLines = connector.name !== 'har'
  const samples = join(root, connector.name, 'samples')
  const logs = readdirSync(samples).filter((name) => name.endsWith('.log'))
  const contents = logs.map((name) => {
    const settings = join(samples, name.replace(/log$/, 'settings.json'))
    return {
      bytes: readFileSync(join(samples, name)),
      settings: existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')) : {},
    }
  })

  test('reads the same however its bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...logs),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
        (log, cuts) => {
          const { bytes, settings } = contents[logs.indexOf(log)]!
          const whole = summary(read(connector, bytes, { settings, wanted }))
          expect(summary(read(connector, bytes, { settings, wanted, cuts }))).toEqual(whole)
        },
      ),
      { numRuns: 30 },
    )
  })

  /** A sample with some bytes written over, left out or doubled. */
  const mutated = fc
    .record({
      sample: fc.constantFrom(...contents),
      changes: fc.array(fc.record({ at: fc.nat(4000), byte: fc.nat(255), how: fc.nat(2) }), { maxLength: 20 }),
    })
    .map(({ sample, changes }) => ({ ...sample, bytes: changes.reduce(change, Buffer.from(sample.bytes)) }))
  const anything = fc.record({
    bytes: fc.uint8Array({ maxLength: 300 }).map(Buffer.from),
    settings: fc.constantFrom(...contents.map(({ settings }) => settings)),
  })

  test('throws at nothing, and counts each line as read or unreadable', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, anything), ({ bytes, settings }) => {
        const result = read(connector, bytes, { settings, wanted })
        const lines = bytes
          .toString('latin1')
          .split('\n')
          .filter((line) => line.replace(/\r$/, '') !== '').length
        if (isOfLines) expect(result.unread.length).toBeLessThanOrEqual(lines)
        if (isOfLines && !connector.leavesOut)
          expect(result.unread.length + result.batch.length).toBeGreaterThanOrEqual(lines)
        summary(result)
      }),
      { numRuns: 200 },
    )
  })

  test('recognises nothing by throwing', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, anything), ({ bytes }) => {
        const sure = connector.recognise(bytes)
        expect(sure).toBeGreaterThanOrEqual(0)
        expect(sure).toBeLessThanOrEqual(1)
      }),
    )
  })
})

function change(bytes: Buffer, { at, byte, how }: { at: number; byte: number; how: number }): Buffer {
  const place = bytes.length === 0 ? 0 : at % bytes.length
  const kept = [Buffer.of(byte), Buffer.alloc(0), Buffer.of(byte, bytes[place] ?? 0)][how]!
  return Buffer.concat([bytes.subarray(0, place), kept, bytes.subarray(place + 1)])
}
