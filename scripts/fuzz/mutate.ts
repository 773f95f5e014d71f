// Lines of a format → lines that are nearly of the format: what a broken disk, a hostile client or a new version writes.

/** One mutated line without its newline, of the lines given. `random` is from 0 to below 1. */
export function mutate(lines: readonly Buffer[], random: () => number): Buffer {
  let line: Buffer = Buffer.from(pick(lines, random))
  const times = 1 + Math.floor(random() * random() * random() * 8)
  for (let n = 0; n < times; n++) line = pick(weighted, random)(line, { lines, random })
  return withoutNewlines(line)
}

interface Material {
  readonly lines: readonly Buffer[]
  readonly random: () => number
}

type Mutation = (line: Buffer, material: Material) => Buffer

const pick = <Item>(items: readonly Item[], random: () => number): Item => items[Math.floor(random() * items.length)]!

const placeIn = (line: Buffer, random: () => number): number => Math.floor(random() * (line.length + 1))

function range(line: Buffer, random: () => number): readonly [from: number, to: number] {
  const [a, b] = [placeIn(line, random), placeIn(line, random)]
  return a < b ? [a, b] : [b, a]
}

const splice = (line: Buffer, from: number, to: number, piece: Uint8Array): Buffer =>
  Buffer.concat([line.subarray(0, from), piece, line.subarray(to)])

const mutations: readonly Mutation[] = [
  function flipBit(line, { random }) {
    if (line.length === 0) return line
    const at = Math.min(line.length - 1, placeIn(line, random))
    line[at] = line[at]! ^ (1 << Math.floor(random() * 8))
    return line
  },
  function cutShort(line, { random }) {
    return line.subarray(0, placeIn(line, random))
  },
  function loseStart(line, { random }) {
    return line.subarray(placeIn(line, random))
  },
  function loseMiddle(line, { random }) {
    const [from, to] = range(line, random)
    return splice(line, from, to, Buffer.alloc(0))
  },
  function sayTwice(line, { random }) {
    const [from, to] = range(line, random)
    return line.length > longest ? line : splice(line, to, to, line.subarray(from, to))
  },
  function mix(line, { lines, random }) {
    const other = pick(lines, random)
    return Buffer.concat([line.subarray(0, placeIn(line, random)), other.subarray(placeIn(other, random))])
  },
  function insertWord(line, { random }) {
    const at = placeIn(line, random)
    return splice(line, at, at, Buffer.from(pick(words, random), 'latin1'))
  },
  function replaceField(line, { random }) {
    const fields = [...line.toString('latin1').matchAll(/"[^"]*"|[^\s",:{}[\]]+/g)]
    if (fields.length === 0) return line
    const { index, 0: field } = pick(fields, random)
    const within = field.startsWith('"') && random() < 0.8 ? 1 : 0
    const word = Buffer.from(pick(words, random), 'latin1')
    return splice(line, index + within, index + field.length - within, word)
  },
  function repeatByte(line, { random }) {
    const at = placeIn(line, random)
    return splice(line, at, at, Buffer.alloc(Math.floor(random() * 2000), Math.floor(random() * 256)))
  },
]

/** A line that stays whole but for one value reaches the furthest. */
const replaceField = mutations.find(({ name }) => name === 'replaceField')!
const weighted = [...mutations, replaceField, replaceField, replaceField, replaceField]

const longest = 1 << 16

/** What has broken readers before. */
const words: readonly string[] = [
  ...[
    '"',
    '\\',
    '\\"',
    '"\\',
    '{',
    '}',
    '[',
    ']',
    '{"',
    '":',
    ',',
    '|',
    '-',
    '--',
    ' ',
    '\t',
    '\0',
    '\r',
    '%',
    '$',
    '#',
  ],
  ...[
    'null',
    'true',
    'NaN',
    'Infinity',
    '-1',
    '0',
    '-0',
    '1e999',
    '99999999999999999999',
    '0x10',
    '1.7976931348623157e308',
  ],
  ...['\\u0000', '\\ud800', '\\xff', '\\x', '\xff\xfe', '\xc3', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\u007f'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '"__proto__":{"a":1}',
    '::ffff:1.2.3.4',
    '[::1]:443',
    'fe80::1%eth0',
    '256.1.1.1',
  ],
  ...[
    '22/Nov/2026:04:22:05 +0000',
    '2026-11-22T04:22:05Z',
    '9999999999999',
    '+275760-09-13T00:00:00Z',
    '31/Feb/2026:25:61:61 +9999',
  ],
  ...[
    'GET /ws?token=x HTTP/1.1',
    'GET  HTTP/1.1',
    'GET http://[::1/ HTTP/1.1',
    '?'.repeat(300),
    '('.repeat(300),
    '['.repeat(300),
  ],
]

function withoutNewlines(line: Buffer): Buffer {
  for (let at = line.indexOf(0x0a); at >= 0; at = line.indexOf(0x0a, at)) line[at] = 0x20
  return line
}
