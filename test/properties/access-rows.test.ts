// The law of access logs that are read many lines at once: they give what the same lines give that are read one by one.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leastScanned } from '../../connectors/access/reader.ts'
import { connectors } from '../../connectors/index.ts'
import { createLayout } from '../../src/event/layout.ts'
import { schema } from '../../src/event/schema.ts'
import { type Read, read } from '../connectors/read.ts'

const root = resolve(import.meta.dirname, '../../connectors')
const wanted = createLayout(Object.keys(schema))

const names = ['alb', 'apache', 'caddy', 'cloudflare', 'envoy', 'haproxy', 'nginx', 'traefik']

const samples = names.flatMap((name) => {
  const folder = join(root, name, 'samples')
  const connector = connectors.find((each) => each.name === name)!
  return readdirSync(folder)
    .filter((file) => file.endsWith('.log'))
    .map((file) => {
      const settings = join(folder, file.replace(/log$/, 'settings.json'))
      return {
        name: `${name}, ${file}`,
        connector,
        lines: readFileSync(join(folder, file), 'latin1').split('\n').slice(0, -1),
        settings: existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')) : {},
      }
    })
})

/** What a syslog daemon puts before a line. */
const headers = [
  'Nov 22 04:22:10 edge haproxy[4711]: ',
  '<134>Nov  2 04:22:10 haproxy[4711]: ',
  '2026-11-22T04:22:08.000123+00:00 edge haproxy[4711]: ',
  '<134>1 2026-11-22T04:22:09.000Z edge haproxy 4711 - - ',
  '<134>1 2026-11-22T04:22:09Z edge haproxy 4711 - [a@1 b="c"] ',
]

const withinSyslog = samples
  .filter(({ name }) => name === 'haproxy, json.log')
  .map((sample) => ({
    ...sample,
    name: `${sample.name} within syslog`,
    lines: headers.flatMap((header) => sample.lines.map((line) => `${header}${line.replace(/^[^{]*(?=\{)/, '')}`)),
  }))

const summary = ({ batch, unread }: Read): unknown => ({
  rows: Array.from({ length: batch.length }, (_, row) => [
    batch.origin(row).id(),
    batch.times[row],
    batch.sequences[row],
    batch.categories[row],
    batch.columns.map((column) => column.at(row)),
  ]),
  documents: batch.origins.filter((_, row) => row % 50 === 0).map((origin) => origin.document()),
  unread,
})

interface Change {
  readonly line: number
  readonly at: number
  readonly put: string
  readonly skip: number
}

const change = fc.record({
  line: fc.nat(400),
  at: fc.nat(300),
  put: fc.constantFrom(
    '',
    ' ',
    '"',
    '" "',
    '\\',
    '-',
    '0',
    '9',
    'x',
    '\xc3\xbc',
    '\xff',
    '{',
    '|',
    '}',
    ':',
    '\r',
    ' - ',
    '101',
  ),
  skip: fc.nat(3),
})

function changed(lines: readonly string[], changes: readonly Change[]): readonly string[] {
  const all = [...lines]
  for (const { line, at, put, skip } of changes) {
    const text = all[line % all.length]!
    const place = text.length === 0 ? 0 : at % text.length
    all[line % all.length] = text.slice(0, place) + put + text.slice(place + skip)
  }
  return all
}

/** So many that they are scanned. */
function repeated(lines: readonly string[], end: string): readonly string[] {
  const once = lines.join(end).length + end.length
  return Array.from({ length: Math.ceil((leastScanned + 4096) / once) }, () => lines).flat()
}

test.each([...samples, ...withinSyslog])(
  '$name: many lines at once give what they give one by one',
  ({ connector, lines, settings }) => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.constantFrom('\n', '\r\n'), (changes, end) => {
        const bytes = Buffer.from(`${changed(repeated(lines, end), changes).join(end)}${end}`, 'latin1')
        const together = read(connector, bytes, { settings, wanted })
        const oneByOne = read(connector, bytes, { settings, wanted, cuts: [700] })
        expect(summary(together)).toEqual(summary(oneByOne))
      }),
      { numRuns: 8 },
    )
  },
)
