// What is searched for as it stands before a text is put into lower case is in every text that holds the pattern then.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caselessRun } from '../../../src/compiler/values/caseless.ts'

test.each([
  [["' or 1=1"], ' 1=1'],
  [['union select'], null],
  [['../', 'etc/passwd'], '../'],
  [['a-b', 'c'], null],
  [['\u00e9--\u00e9'], '--'],
])('the longest run of %j without case is %j', (parts, expected) => {
  expect(caselessRun(parts)).toBe(expected)
})

test('no other character becomes one of a run in lower case', () => {
  const found: number[] = []
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code)
    for (const folded of character.toLowerCase()) {
      const isInRun = caselessRun([folded + folded]) !== null
      if (isInRun && character !== folded) found.push(code)
    }
  }
  expect(found).toEqual([])
})

const part = fc.string({
  unit: fc.constantFrom('a', 'K', '\u212a', '\u0130', '=', '1', ' ', '\u03a3', '<'),
  maxLength: 6,
})

test('a text that holds all parts in lower case holds the run', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 3 }), part, part, (parts, before, behind) => {
      const text = `${before}${parts.join(behind)}${behind}`
      const wanted = parts.map((each) => each.toLowerCase())
      const run = caselessRun(wanted)
      const holds = wanted.every((each) => text.toLowerCase().includes(each))
      expect(run === null || !holds || text.includes(run)).toBe(true)
    }),
  )
})
