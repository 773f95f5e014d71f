// json(text, path) gives what JavaScript finds at that place, in whatever way the text is written, and never throws.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { json } from '../../../src/compiler/functions/json.ts'
import { evaluate } from '../evaluate.ts'

const at = (path: string) => json.prepare({ fold: false, constants: [undefined, path], integers: 'no' })

/** Each character of names and texts by its number. */
const escaped = (members: Readonly<Record<string, unknown>>): string =>
  `{${Object.entries(members).map(([name, value]) => `${numbered(name)}:${typeof value === 'string' ? numbered(value) : value}`)}}`

const numbered = (text: string): string =>
  `"${Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`

test('a member is found however its name is written', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean())), (members) => {
      for (const [name, value] of Object.entries(members)) {
        const find = at(`$["${name.replace(/["\\]/g, '\\$&')}"]`)
        expect(find(JSON.stringify(members))).toEqual(value)
        expect(find(escaped(members))).toEqual(value)
      }
    }),
  )
})

test('no text makes it throw', () => {
  const find = at('$.a[0].b')
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => find(text) !== undefined))
})

test.each<readonly [string, string, unknown]>([
  ['a name that is escaped', '{"\\u0074ype":"order"}', 'order'],
  ['a name that stands elsewhere', '{"other":"type"}', null],
  ['an object', '{"type":{"of":"order"}}', null],
  ['null', '{"type":null}', null],
  ['what is inherited', '{"toString":1}', null],
  ['all elements', '[{"type":1},{"type":"two"},{}]', [1, 'two']],
])('%s', (_, text, value) => {
  expect(at('$.type')(text)).toEqual(value)
})

test.each<readonly [string, string, unknown]>([
  ['members in members', '{"order":{"item":{"sku":"A7"}}}', 'A7'],
  ['one dotted name', '{"order.item.sku":"A7"}', 'A7'],
  ['a dotted name of two of them', '{"order.item":{"sku":"A7"}}', 'A7'],
  ['a dotted name inside', '{"order":{"item.sku":"A7"}}', 'A7'],
  ['a name that only begins as one', '{"order":{"items":{"sku":"A7"}}}', null],
])('a path of several parts: %s, whatever else the text holds', (_, text, value) => {
  const find = at('$.order.item.sku')
  expect(find(text)).toBe(value)
  expect(find(`[${text}, ["order", "item", "sku"]]`)).toEqual(value === null ? null : [value])
})

test('of a text that is too long nothing is read', () => {
  const long = (length: number) => JSON.stringify({ type: 'order', rest: 'x'.repeat(length) })
  expect(at('$.type')(long(1000))).toBe('order')
  expect(at('$.type')(long(1 << 20))).toBe(null)
})

test('deep nesting is no trouble', () => {
  const deep = `${'['.repeat(200_000)}"x"${']'.repeat(200_000)}`
  expect(at('$')(deep)).toBe(null)
})

const text = '{"items":[{"sku":"A7","n":1},{"sku":"B1","n":5}],"user":"bob"}'
const of = (expression: string) => evaluate(expression, { 'websocket.payload.text': text, 'user.name': 'bob' })

test('conditions hold of one element of what it finds', () => {
  const search = (sku: string) =>
    of(`arraySearch(json(websocket.payload.text, "$.items"), item, item.sku == "${sku}" and item.n > 3)`)
  expect([search('A7'), search('B1')]).toEqual([false, true])
  expect(of('arraySearch(json(user.name, "$.items"), item, item.n > 3)')).toBe(null)
})

test('it has no type of its own', () => {
  expect(of('json(websocket.payload.text, "$.user") == user.name')).toBe(true)
  expect(of('json(websocket.payload.text, "$.user") > 5')).toBe(null)
  expect(of('json(websocket.payload.text, "$.items.n") > 4')).toBe(true)
  expect(of('length(json(websocket.payload.text, "$.user"))')).toBe(3)
})
