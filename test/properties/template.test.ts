// The law of the kernel that cuts many lines of text at once: what it tells of a line is what a splitter finds in it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAnyTimeReader, parseEpoch } from '../../connectors/access/any-time.ts'
import { createIsoTimeReader, createLocalTimeReader, createSecondsReader } from '../../connectors/access/time.ts'
import { messageStart } from '../../connectors/haproxy/message.ts'
import { createMillisecondReader } from '../../connectors/haproxy/time.ts'
import { newsWords } from '../../connectors/json/column-tables.ts'
import { lineWords } from '../../connectors/json/row-scanner.ts'
import { eachLine } from '../../connectors/lines.ts'
import { type Cut, createSplitter, cutOf, type Shapes, unknown } from '../../connectors/template/split.ts'
import { type TemplateColumn, TemplateScanner } from '../../connectors/template/template-scanner.ts'
import type { Escape, Part } from '../../grammar/log-format/log-format.ts'
import { code } from '../../src/event/column.ts'

const shapes: Shapes = {
  lengths: { fixed: 3, long: 5 },
  leads: { lead: '/' },
  blocks: { block: '{}' },
  isOpen: (name) => name === 'open',
}

const span = { start: 0, end: 0 }
const variable = (name: string): Part => ({ kind: 'variable', name, span })

/** Characters that formats and lines have in common, so that they meet. */
const piece = fc.constantFrom(' ', '"', '" "', ' - ', '[', '] "', '/', '|', '\\', '{', '}', ':', 'x')
const text = fc.array(fc.oneof(piece, fc.constantFrom('a', 'bc', 'é', '-', '0123456789abcdefg')), { maxLength: 5 })
const line = fc.array(text, { maxLength: 6 }).map((texts) => texts.flat().join(''))

const parts: fc.Arbitrary<readonly Part[]> = fc
  .record({
    prefix: fc.option(piece, { nil: '' }),
    pairs: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'fixed', 'long', 'block', 'open', 'lead'), piece), {
      minLength: 1,
      maxLength: 6,
    }),
    isCut: fc.boolean(),
  })
  .map(({ prefix, pairs, isCut }) => {
    const body = pairs.flatMap(([name, literal]): Part[] => [variable(name), { kind: 'literal', text: literal }])
    const all: Part[] = prefix === '' ? body : [{ kind: 'literal', text: prefix }, ...body]
    const whole = isCut ? all.slice(0, -1) : all
    // Nothing needs to stand before what begins with a character of its own.
    return whole.filter(
      (part, at) => !(part.kind === 'literal' && part.text === 'x' && isLead(whole[at + 1]) && at > 0),
    )
  })

const isLead = (part: Part | undefined): boolean => part?.kind === 'variable' && part.name === 'lead'

/** Lines of a format, each variable of which says something. */
const filled = (format: readonly Part[]): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom('', '-', 'v', 'abc', '/p q', '{a|b}', 'with "quotes"', '\\"', 'ab\xe9'), {
      minLength: format.length,
      maxLength: format.length,
    })
    .map((values) => format.map((part, at) => (part.kind === 'literal' ? part.text : values[at])).join(''))

const mode = fc.constantFrom<Escape>('default', 'json', 'backslash', 'hash', 'none')

const scene = fc
  .record({ formats: fc.array(parts, { minLength: 1, maxLength: 2 }), mode })
  .chain(({ formats, mode: written }) =>
    fc.record({
      cuts: fc.constant(formats.map((format) => cutOf(format, written, shapes))),
      lines: fc.array(fc.oneof(line, ...formats.map(filled)), { maxLength: 12 }),
      end: fc.constantFrom('\n', '\r\n'),
      mark: fc.constantFrom('', '\xef\xbb\xbf'),
    }),
  )

/** The texts of the variables; null where there is nothing, undefined where they cannot be told apart. */
type Found = readonly (string | null | undefined)[]

function split(cuts: readonly Cut[], text: string): Found | null {
  for (const cut of cuts) {
    const spans = new Int32Array(2 * cut.names.length)
    if (!createSplitter(cut).split(text, spans)) continue
    return cut.names.map((_name, index) => {
      if (spans[2 * index] === unknown) return undefined
      const value = text.slice(spans[2 * index], spans[2 * index + 1])
      return value === '' || value === '-' ? null : value
    })
  }
  return null
}

const textColumns = (count: number): readonly TemplateColumn[] =>
  Array.from({ length: count }, (): TemplateColumn => ({ kind: 'text' }))

const upTo = (count: number, most: number): readonly number[] =>
  Array.from({ length: most }, (_, index) => (index < count ? index : -1))

interface Scanned {
  /** By where it starts: what was told of a line. */
  readonly told: ReadonlyMap<number, readonly (string | number | null)[]>
  readonly stuck: ReadonlySet<number>
}

function scan(scanner: TemplateScanner, bytes: Buffer): Scanned {
  const told = new Map<number, readonly (string | number | null)[]>()
  const stuck = new Set<number>()
  const texts: Map<number, string>[] = []
  scanner.load(bytes)
  for (let at = scanner.start; at < scanner.end; ) {
    const run = scanner.run(at)
    for (const column of run.renewed) texts[column] = new Map()
    for (let news = 0; news < run.news * newsWords.count; news += newsWords.count) {
      const column = run.values[news + newsWords.column]!
      const value = run.bytes.toString('latin1', run.values[news + newsWords.start], run.values[news + newsWords.end])
      texts[column] ??= new Map()
      texts[column].set(run.values[news + newsWords.number]!, value)
    }
    for (let row = 0; row < run.rows; row++) {
      const start = run.lines[row * lineWords.count + lineWords.start]! - scanner.start
      const values = run.codes.map((codes, column) => {
        const coded = codes[row]!
        if (coded === code.absent) return null
        return coded === code.isNumber ? run.numbers[column]![row]! : texts[column]!.get(coded)!
      })
      told.set(start, values)
    }
    const from = run.next - scanner.start
    if (run.isStuck) stuck.add(from)
    at = run.isStuck ? scanner.start + bytes.indexOf(0x0a, from) + 1 : run.next
  }
  return { told, stuck }
}

test('lines are cut as a splitter cuts them, or left to it', () => {
  let rows = 0
  fc.assert(
    fc.property(scene, ({ cuts, lines, end, mark }) => {
      const most = Math.max(...cuts.map(({ names }) => names.length))
      const kinds = cuts.map((cut) => ({ cut, endsInWord: false, variables: upTo(cut.names.length, most) }))
      const columns = textColumns(most)
      const scanner = new TemplateScanner({ kinds, columns, isWithinSyslog: false, isBehindJson: false })
      const bytes = Buffer.from(lines.map((each) => `${mark}${each}${end}`).join(''), 'latin1')
      const { told, stuck } = scan(scanner, bytes)
      eachLine(bytes, false, (start, stop) => {
        const found = split(cuts, bytes.toString('latin1', start, stop))
        const row = told.get(start)
        if (row === undefined) {
          expect(stuck).toContain(start - mark.length)
          expect(found === null || found.includes(undefined)).toBe(true)
          return
        }
        rows++
        expect(row).toEqual([...found!, ...new Array(most - found!.length).fill(null)])
      })
    }),
    { numRuns: 2000 },
  )
  expect(rows).toBeGreaterThan(1000)
})

const two = cutOf([variable('a'), { kind: 'literal', text: ' = ' }, variable('b')], 'none', shapes)

const header = fc.constantFrom(
  '',
  '<134>',
  'Nov 22 04:22:08 host haproxy[7]: ',
  '<134>Nov  2 04:22:08 host haproxy[7]: ',
  '2026-11-22T04:22:08.123+00:00 host haproxy[7]: ',
  '<134>1 2026-11-22T04:22:08Z host haproxy 4711 - - ',
  '<134>1 2026-11-22T04:22:08Z host haproxy 4711 - [a b="c"] ',
  '1 2026-11-22T04:22:08Z host haproxy 4711 - - ',
)

test('the message begins where it begins for a reader of syslog', () => {
  fc.assert(
    fc.property(header, fc.nat(80), fc.constantFrom('', 'x', ': ', '>', '] '), line, (head, cut, put, message) => {
      const text = `${head.slice(0, cut)}${put}${head.slice(cut)}${message} = b`
      const kinds = [{ cut: two, endsInWord: false, variables: [0, 1] }]
      const scanner = new TemplateScanner({ kinds, columns: textColumns(2), isWithinSyslog: true, isBehindJson: false })
      const { told } = scan(scanner, Buffer.from(`${text}\n`, 'latin1'))
      expect(told.get(0) ?? null).toEqual(split([two], text.slice(messageStart(text))))
    }),
    { numRuns: 1000 },
  )
})

const pad = (value: number, length: number): string => String(value).padStart(length, '0')
const second = fc.record({ minute: fc.integer({ min: 0, max: 2 }), second: fc.nat(61), fraction: fc.nat(999_999) })

/** How a time is written, and what reads it. */
const ways: readonly (readonly [name: string, read: (text: string) => number, write: WriteTime])[] = [
  ['common', createLocalTimeReader(), ({ minute, second: s }) => `22/Nov/2026:04:0${minute}:${pad(s, 2)} +0100`],
  ['RFC 3339', createIsoTimeReader(), ({ minute, second: s }) => `2026-11-22T04:0${minute}:${pad(s, 2)}Z`],
  [
    'RFC 3339 to the microsecond',
    createIsoTimeReader(),
    ({ minute, second: s, fraction }) => `2026-11-22T04:0${minute}:${pad(s, 2)}.${pad(fraction, 6)}+02:00`,
  ],
  [
    'RFC 3339 to the nanosecond',
    createIsoTimeReader(),
    ({ minute, second: s, fraction }) => `2026-11-22T04:0${minute}:${pad(s, 2)}.${pad(fraction, 9)}Z`,
  ],
  [
    'HAProxy',
    createMillisecondReader((us) => us - 3_600_000_000),
    ({ minute, second: s, fraction }) => `22/Nov/2026:04:0${minute}:${pad(s, 2)}.${pad(fraction % 1000, 3)}`,
  ],
  [
    'seconds',
    createSecondsReader(),
    ({ minute, second: s, fraction }) => `17953${minute}21${pad(s, 2)}.${pad(fraction % 1000, 3)}`,
  ],
  [
    'milliseconds',
    parseEpoch,
    ({ minute, second: s, fraction }) => `17953${minute}21${pad(s, 2)}${pad(fraction % 1000, 3)}`,
  ],
  ['whole seconds', parseEpoch, ({ minute, second: s }) => `17953${minute}21${pad(s, 2)}`],
  ['any', createAnyTimeReader(), ({ minute, second: s }) => `2026/11/22 04:0${minute}:${pad(s, 2)}`],
]

type WriteTime = (time: { readonly minute: number; readonly second: number; readonly fraction: number }) => string

const timed = cutOf([variable('a'), { kind: 'literal', text: '|' }, variable('b')], 'none', shapes)

test.each(ways)('times are read as their reader reads them: %s', (_name, read, write) => {
  let rows = 0
  fc.assert(
    fc.property(fc.array(fc.tuple(second, fc.integer({ min: -40, max: 40 })), { minLength: 1 }), (times) => {
      const kinds = [{ cut: timed, endsInWord: false, variables: [0] }]
      const scanner = new TemplateScanner({
        kinds,
        columns: [{ kind: 'time', read }],
        isWithinSyslog: false,
        isBehindJson: false,
      })
      // Some are not quite times.
      const texts = times.map(([time, at]) => (at < 0 ? write(time) : mutated(write(time), at)))
      const { told } = scan(scanner, Buffer.from(texts.map((each) => `${each}|b\n`).join(''), 'latin1'))
      let start = 0
      for (const each of texts) {
        const row = told.get(start)
        if (row !== undefined) {
          rows++
          expect(row).toEqual([read(each)])
        }
        start += each.length + 3
      }
    }),
    { numRuns: 200 },
  )
  expect(rows).toBeGreaterThan(500)
})

const mutated = (text: string, at: number): string => `${text.slice(0, at)}5${text.slice(at + (at % 3))}`
