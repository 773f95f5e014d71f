// SQL that changes the query it is put into, and what people and programs say that looks like it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sqli } from '../../../src/detect/sqli/detector.ts'
import { search } from '../../../src/detect/sqli/search.ts'
import { find, readAttacks, readTexts, searchLaws, stepsGrowAsTheText } from '../search-laws.ts'

const units = [
  "'", '"', '`', ' or ', ' and ', '(', ')', '=', '1', 'a', ',', ';', '--', '#', '/*', '*/', '\\', ' union select ', ' select ', ' from ', 'sleep(', "N'",
  '$$', '@', '[', '{', '/*!50000', '\n', 'é', '||', 'case when ', ' in ', ' is ', ' not ', ' constructor ', '*/', ']', '\\\'', '--\n',
] // biome-ignore format: as short as they are

searchLaws({ detector: sqli, folder: 'sqli', units })
stepsGrowAsTheText(search, ["' or a ", "'or'x ", '1 and(', '" and b in ', "x' , ", '`,`'])

const attacks = readAttacks('sqli')
const quiet = readTexts('sqli', 'quiet.txt')
const shapeOf = (text: string): string | null => find(sqli, text)?.shape ?? null

describe('laws', () => {
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

  test('what is read is bound by the length', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...units), { maxLength: 60 }), (parts) => {
        const text = parts.join('')
        expect(search(text).steps).toBeLessThan(64 * text.length + 8192)
      }),
      { numRuns: 200 },
    )
  })
})
