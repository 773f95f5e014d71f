import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sqli } from '../../../src/detect/sqli/detector.ts'
import { search } from '../../../src/detect/sqli/search.ts'

const shapeOf = (text: string): string | null =>
  sqli.find({ text, kind: 'value', place: '$', undone: [] })?.shape ?? null

const escaped = (text: string): string =>
  text.replaceAll(/\\(n|t|u[0-9a-f]{4})/g, (_, code: string) =>
    code === 'n' ? '\n' : code === 't' ? '\t' : String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  )

function linesOf(name: string): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, name), 'utf8')
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('# '))
}

const attacks = linesOf('attacks.txt').map((line) => {
  const [, shape = '', text = ''] = /^(\S+) \| (.*)$/.exec(line) ?? []
  return { shape, text: escaped(text) }
})

const quiet = linesOf('quiet.txt').map(escaped)

describe('the SQL that changes a query', () => {
  test('is found by its shape', () => {
    expect(attacks.map(({ text }) => `${shapeOf(text)} | ${text}`)).toEqual(
      attacks.map(({ shape, text }) => `${shape} | ${text}`),
    )
  })

  test('every text has a character that is asked for before anything else is done', () => {
    const marks = new Set(sqli.marks)
    expect(
      attacks.filter(({ text }) => !Array.from(text).some((one) => marks.has(one < '\u0080' ? one : '\u0080'))),
    ).toEqual([])
  })
})

describe('what only looks like it', () => {
  test('is left in peace', () => {
    expect(quiet.filter((text) => shapeOf(text) !== null)).toEqual([])
  })
})

describe('laws', () => {
  test('a finding lies inside its text', () => {
    for (const { text } of attacks) {
      const found = sqli.find({ text, kind: 'value', place: '$', undone: [] })!
      expect(found.start).toBeGreaterThanOrEqual(0)
      expect(found.end).toBeGreaterThan(found.start)
      expect(found.end).toBeLessThanOrEqual(text.length)
    }
  })

  test('upper and lower case are one', () => {
    const mixed = (text: string): string =>
      Array.from(text, (letter, at) => (at % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase())).join('')
    expect(attacks.filter(({ text }) => !/\$|@version/.test(text) && shapeOf(mixed(text)) === null)).toEqual([])
  })

  test('whatever stands for a blank is one', () => {
    const blanks = ['\t', '\n', '\r\n', '\u00a0', '/**/', '/* x */', '\v', '  ']
    // What `--` and `#` comment out ends with the line, so texts with those keep their lines.
    const plain = attacks.filter(({ text }) => !/--|#|\n|\/\*|"|'[^']* /.test(text) && text.includes(' '))
    expect(plain.length).toBeGreaterThan(20)
    for (const blank of blanks)
      expect(plain.filter(({ text }) => shapeOf(text.trim().replaceAll(' ', blank)) === null)).toEqual([])
  })

  test('prose before it hides nothing that is certain by itself', () => {
    const certain = [
      "x' or 5=5 -- ",
      "x' union select 1,2,3-- -",
      "x'; drop table invoices;--",
      '7 union all select 1,2,3',
      "x' and sleep(4)#",
    ]
    const prose = quiet.filter((text, at) => at % 3 === 0 && !/--|#|\n/.test(text))
    for (const text of certain) expect(prose.filter((before) => shapeOf(`${before} ${text}`) === null)).toEqual([])
  })

  test('nothing makes it throw, and what it reads is bound by the length', () => {
    const parts = fc.constantFrom(
      ...[
        "'",
        '"',
        '`',
        ' or ',
        ' and ',
        '(',
        ')',
        '=',
        '1',
        'a',
        ',',
        ';',
        '--',
        '#',
        '/*',
        '*/',
        '\\',
        ' union select ',
        ' select ',
        ' from ',
        'sleep(',
        "N'",
        '$$',
        '@',
        '[',
        '{',
        '/*!50000',
        '\n',
        'é',
        '||',
        'case when ',
        ' in ',
        ' is ',
        ' not ',
      ],
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 60 }), (several) => {
        const text = several.join('')
        expect(search(text).steps).toBeLessThan(64 * text.length + 8192)
      }),
      { numRuns: 300 },
    )
  })

  test.each(["' or a ", "'or'x ", '1 and(', "';select ", "' /*", '" and b in ', "x' , ", '`,`'])(
    'twice as much of %j takes twice as long at most',
    (unit) => {
      const [once, twice] = [400, 800].map((times) => search(unit.repeat(times)).steps)
      expect(twice!).toBeLessThanOrEqual(2 * once! + 4096)
    },
  )
})
