// Values of JSON lines: lists, objects and what is not there, as the facts behind them need it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { text } from '../../../connectors/access/facts.ts'
import { type JsonKey, type JsonKeysOptions, jsonValues } from '../../../connectors/access/json-values.ts'

function load(keys: readonly JsonKey[], line: string, options?: JsonKeysOptions) {
  const values = jsonValues(keys, options)()
  const bytes = Buffer.from(line)
  return { isOwn: values.load(bytes.toString('latin1'), bytes.length === line.length, bytes, 0), values }
}

const readAs = (key: JsonKey, line: string): string | null => load([key], line).values.at(0)

const header: JsonKey = ['h', text('origin')]
const cookie: JsonKey = ['h', text('cookie')]

test.each([
  ['["https://a.example"]', 'https://a.example'],
  ['["a","b"]', 'a, b'],
  ['["a", 1, true]', 'a, 1, true'],
  ['["say \\"a\\""]', 'say "a"'],
  ['["ä"]', 'ä'],
  ['["-"]', '-'],
  ['[]', null],
  ['[""]', null],
  ['{"a":1}', null],
  ['null', null],
  ['7', '7'],
])('a header that is logged as %s is %j', (json, value) => {
  expect(readAs(header, `{"h":${json}}`)).toBe(value)
})

test.each([
  ['["session=1; theme=dark"]', 'session=1; theme=dark'],
  ['{"session":"1","theme":"dark"}', 'session=1; theme=dark'],
  ['{}', null],
  ['[]', 'REDACTED'],
  ['"a=1"', 'a=1'],
])('cookies that are logged as %s are %j', (json, value) => {
  expect(readAs(cookie, `{"h":${json}}`)).toBe(value)
})

const anyText = fc.array(fc.nat(0xd7ff), { minLength: 1 }).map((codes) => String.fromCharCode(...codes))

test('a list of one text is that text, whatever it is', () => {
  fc.assert(
    fc.property(anyText, (any) => {
      expect(readAs(header, JSON.stringify({ h: [any] }))).toBe(any)
    }),
  )
})

test('a key that is not there would have been, where another vouches for it', () => {
  const keys: JsonKey[] = [['all'], [['all', 'origin'], text('origin')]]
  const vouchedBy = (path: readonly string[]) => (path.length === 2 ? ['all'] : null)
  const has = (line: string, options?: JsonKeysOptions) => load(keys, line, options).values.has(1)
  expect(has('{"all":{}}', { vouchedBy })).toBe(true)
  expect(has('{"all":{}}')).toBe(false)
  expect(has('{}', { vouchedBy })).toBe(false)
})

test('a line without any of the needed keys is of another kind, and says so', () => {
  const options = { needs: ['h'], whyNot: 'something else' }
  const other = load([header], '{"g":1}', options)
  expect([other.isOwn, other.values.whyNot?.()]).toEqual([false, 'something else'])
  const broken = load([header], '{"g":', options)
  expect([broken.isOwn, broken.values.whyNot?.()]).toEqual([false, null])
  expect(load([header], '{"h":null}', options).isOwn).toBe(true)
})
