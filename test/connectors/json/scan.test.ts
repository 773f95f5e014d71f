// The scanner finds in a line what JSON.parse finds, whatever line came before, and stops at what is no object.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createJsonScanner, type JsonPath, type JsonScanner } from '../../../connectors/json/scan.ts'

const paths: readonly JsonPath[] = [['a'], ['b'], ['c', 'd'], ['c', 'e.f'], ['g"\\'], ['h']]

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e.f', 'g"\\', 'h', 'other')
const leaf = fc.jsonValue({ maxDepth: 2 })
const value = fc.oneof(leaf, fc.dictionary(key, leaf, { maxKeys: 5 }))
const line = fc
  .tuple(fc.dictionary(key, value), fc.constantFrom(undefined, 1, 3))
  .map(([object, indent]) => JSON.stringify(object, null, indent))

function found(scan: JsonScanner['scan'], text: string): unknown[] | null {
  const spans = new Int32Array(paths.length * 2)
  if (!scan(text, spans)) return null
  return paths.map((_, slot) => {
    const [start, end] = [spans[2 * slot]!, spans[2 * slot + 1]!]
    if (start < 0) return undefined
    const isText = text[start - 1] === '"' && text[end] === '"'
    return JSON.parse(isText ? text.slice(start - 1, end + 1) : text.slice(start, end))
  })
}

function parsed(text: string): unknown[] {
  const object = JSON.parse(text) as Record<string, unknown>
  return paths.map(([first, second]) => {
    const value = Object.hasOwn(object, first!) ? object[first!] : undefined
    if (second === undefined) return value
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && Object.hasOwn(value, second) ? (value as Record<string, unknown>)[second] : undefined
  })
}

test('every line gives what JSON.parse gives, in any order of lines', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const { scan } = createJsonScanner(paths)
      expect(lines.map((text) => found(scan, text))).toEqual(lines.map(parsed))
    }),
  )
})

test('what is cut short is no object', () => {
  fc.assert(
    fc.property(line, fc.nat(), (text, seed) => {
      const { scan } = createJsonScanner(paths)
      const whole = text.trimEnd()
      scan(whole, new Int32Array(paths.length * 2))
      expect(found(scan, whole.slice(0, seed % whole.length))).toBeNull()
    }),
  )
})

test.each([
  '',
  '[]',
  '1',
  '{"a" 1}',
  '{"a":}',
  '{"a":1,}',
  '{"a":1}}',
  '{"a":[1}]',
  '{a:1}',
  '{"a":"x}',
  '{"a":"x\\"}',
])('%j is no object', (text) => {
  expect(found(createJsonScanner(paths).scan, text)).toBeNull()
})

test('any text is taken', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      createJsonScanner(paths).scan(`{${text}`, new Int32Array(paths.length * 2))
    }),
  )
})

test('keys that never come again are not kept without end', () => {
  const { scan } = createJsonScanner([['a']])
  const spans = new Int32Array(2)
  for (let line = 0; line < 5000; line++) expect(scan(`{"k${line}":1,"a":2}`, spans)).toBe(true)
  expect([...spans]).toEqual([spans[1]! - 1, spans[1]])
})
