// Paths as rules write them: what they lead to, and of which character on a text is none.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readJsonPath } from '../../../src/compiler/values/json-path.ts'

test.each<readonly [string, readonly string[]]>([
  ['$', []],
  ['$.productId', ['productId']],
  ['$.order.lines[1].sku', ['order', 'lines', '1', 'sku']],
  ['$.lines[*].sku', ['lines', 'sku']],
  ['$[*]', []],
  ['$[0]', ['0']],
  ['$["unit price"]', ['unit price']],
  [`$['it\\'s']["a\\"b"]`, ["it's", 'a"b']],
  ['$["a.b"].größe', ['a.b', 'größe']],
  ['$.$ref.@id.x-y', ['$ref', '@id', 'x-y']],
])('%s', (text, path) => {
  expect(readJsonPath(text)).toEqual({ ok: true, path })
})

test.each([
  ['', 0],
  ['productId', 0],
  ['$productId', 1],
  ['$.', 1],
  ['$.a b', 3],
  ['$..a', 1],
  ['$.a.*', 3],
  ['$.a[-1]', 3],
  ['$.a[?(@.b)]', 3],
  ['$.a[0', 3],
  ['$.a["b]', 3],
  [`$${'.a'.repeat(33)}`, 65],
])('%s is none from its character %i on', (text, at) => {
  expect(readJsonPath(text)).toMatchObject({ ok: false, at })
})

test('what was written as names in quotes is read as these names, and no text makes it throw', () => {
  const written = (names: readonly string[]) =>
    `$${names.map((name) => `["${name.replace(/["\\]/g, '\\$&')}"]`).join('')}`
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 }), (path) => {
      expect(readJsonPath(written(path))).toEqual({ ok: true, path })
    }),
  )
  fc.assert(
    fc.property(fc.stringMatching(/^\$[.[\]*"'\\a0?-]*$/), (text) => {
      const read = readJsonPath(text)
      expect(read.ok || read.at <= text.length).toBe(true)
    }),
  )
})
