// Texts in which no rule could find anything may be left out; no text that holds what a rule looks for ever is.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byOffset } from '../../../connectors/ndjson/known.ts'
import { createReader, leastScanned } from '../../../connectors/ndjson/reader.ts'
import { Batch } from '../../../src/event/batch.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { request } from '../read.ts'

const plain = '{"@timestamp":0,"message":"plain"}\n'
const first = Buffer.from(plain.repeat(Math.ceil(leastScanned / plain.length)))

function read(literals: readonly string[], lines: readonly string[]): readonly unknown[] {
  const layout = createLayout(['message'])
  const wanted = { ...layout, literals: () => literals }
  const aside = {
    put(reason: string) {
      throw new Error(reason)
    },
  }
  const reader = createReader({ source: 'log', wanted, aside, request }, byOffset('log'))
  reader.read(first, 0, false, new Batch(layout))
  const batch = new Batch(layout)
  reader.read(Buffer.from(lines.join('')), first.length, true, batch)
  return Array.from({ length: batch.length }, (_, row) => batch.get(row, 0))
}

const folded = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())

/** Any character may be written as a code point, and some in other ways. */
const written = (text: string, escapes: readonly boolean[]): string =>
  text
    .split('')
    .map((unit, index) =>
      escapes[index % escapes.length] === true
        ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
        : JSON.stringify(unit).slice(1, -1),
    )
    .join('')

const text = fc.string({ unit: fc.constantFrom(...'abAB019 \'"/\\=-\n\té東'), maxLength: 40 })
const swapped = (letters: string): string =>
  letters.replaceAll(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))

test('a text that holds a literal is whole, in whatever case and however it is written', () => {
  const literals = fc.array(fc.string({ unit: fc.constantFrom(...'abAB01 \'"/\\=-\té'), minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 3,
  })
  const escapes = fc.array(fc.boolean(), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(literals, fc.array(fc.tuple(text, text, fc.nat(), fc.boolean(), escapes)), (wanted, parts) => {
      const texts = parts.map(([before, after, which, swap]) => {
        const literal = wanted[which % wanted.length]!
        return which % 3 === 0 ? before : before + (swap ? swapped(literal) : literal) + after
      })
      const lines = texts.map((each, index) => `{"@timestamp":0,"message":"${written(each, parts[index]![4])}"}\n`)
      for (const [index, value] of read(wanted, lines).entries()) {
        const each = texts[index]!
        if (wanted.some((literal) => folded(each).includes(folded(literal)))) expect(value).toBe(each)
        else expect([each, '']).toContain(value)
      }
    }),
  )
})

test('a text without any is left out', () => {
  expect(read(["' or 1=1"], [plain, plain.replace('plain', "x' OR 1=1 --")])).toEqual(['', "x' OR 1=1 --"])
})
