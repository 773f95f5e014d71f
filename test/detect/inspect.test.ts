// A message as its receiver takes it apart: where a piece is found, and through which escapes.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Detector } from '../../src/detect/detector.ts'
import { Inspector } from '../../src/detect/inspect.ts'
import { xss } from '../../src/detect/xss/detector.ts'

/** Finds a word that nothing else has, so that what is tested is how it comes to be seen. */
const word: Detector = {
  threat: 'sqli',
  marks: "'",
  find({ text }) {
    const start = text.indexOf("'evil'")
    return start < 0 ? null : { shape: 'word', start, end: start + 6 }
  },
}
const inspector = new Inspector([word])
const seen = (text: string) => inspector.inspect(text).found.map(({ place, undone }) => [place, ...undone].join(' '))[0]

test('a text that comes again is answered as before, and another is not', () => {
  const seldom = new Inspector([word])
  const texts = ["'evil'", 'none', "'evil'", "an 'evil' one", 'none', '', "'evil'"]
  expect(texts.map((text) => seldom.inspect(text).found.length)).toEqual([1, 0, 1, 1, 0, 0, 1])
})

test('a script that a rich text shows as code is none, and one that a page would run is', () => {
  const { found } = new Inspector([xss]).inspect('<pre><code>&lt;script src="app.js"&gt;&lt;/script&gt;</code></pre>')
  expect(found).toEqual([])
  for (const text of [
    '&lt;script src="app.js"&gt;&lt;/script&gt;',
    '<p>see</p><a href="javascript&colon;alert(1)">x</a>',
    '<p>see</p><svg><style>&lt;img src=x onerror=alert(1)></style>',
    '<b>see</b> &amp;lt;img src=x onerror=alert(1)&amp;gt;',
  ])
    expect(new Inspector([xss]).inspect(text).found.map(({ threat }) => threat)).toEqual(['xss'])
})

test.each([
  ["'evil'", '$'],
  ['{"a":{"b":[1,true,"x","an \'evil\' one"]}}', '$.a.b[3]'],
  ['{"an \'evil\' name":1}', '$'],
  ['{"odd name":["\'evil\'"]}', '$["odd name"][0]'],
  ['{"text":"\\u0027evil\\u0027"}', '$.text'],
  ['{"inner":"{\\"deep\\":[\\"\'evil\'\\"]}"}', '$.inner.deep[0]'],
  ['42/admin,7["say",{"text":"\'evil\'"}]', '$[1].text'],
  ['a["{\\"text\\":\\"\'evil\'\\"}"]', '$[0].text'],
  ['{"type":6}\u001e{"arguments":["\'evil\'"]}\u001e', '$.arguments[0]'],
  ["SEND\ndestination:/q/'evil'\n\nx\0", '$.destination'],
  ['SEND\ndestination:/q\n\n{"text":"\'evil\'"}\0', '$.text'],
  ["SEND\n\nplain and 'evil'\0", '$.body'],
  ['{"type":"subscribe","payload":{"query":"{ user(name: \\"\'evil\'\\") { id } }"}}', '$.payload.query'],
  ['{"text":"{name} \'evil\' `x`"}', '$.text'],
  ['{"text":"{odd(\'evil\')}"}', '$.text'],
  ['{"text":"{a::b(\\"\'evil\'\\")}"}', '$.text'],
  ['{"cut":["off","in \'evil\' here', '$.cut[1]'],
  ['{"cut":"on an escape \'evil\' \\', '$.cut'],
  ['" or \'evil\' "', '$'],
  ['1" or \'evil\' or "1"="1', '$'],
  ['a" and "\'evil\'', '$'],
  ['4"an \'evil\' one"', '$'],
  ['{not: "json", but: \'evil\'}', '$'],
  ["['evil'", '$'],
])('in %s', (text, place) => expect(seen(text)).toBe(place))

test.each([
  ['%27evil%27', '$ percent'],
  ['%2527evil%2527', '$ percent percent'],
  ['%u0027evil%u0027', '$ percent'],
  ['%c0%a7evil%c0%a7', '$ percent unicode'],
  ['&#39;evil&#x27;', '$ html'],
  ['&apos;evil&apos;', '$ html'],
  ['\\u0027evil\\x27', '$ backslash'],
  ['＇ｅｖｉｌ＇', '$ unicode'],
  ["'e\0vil'", '$ unicode'],
  ['+ACc-evil+ACc-', '$ unicode'],
  [btoa("this is 'evil'"), '$ base64'],
  [`data:text/html;base64,${btoa("this is 'evil'")}`, '$ base64'],
  [encodeURIComponent(btoa("this is 'evil' =?")), '$ percent base64'],
])('%s is read', (text, way) =>
  expect([seen(text), seen(JSON.stringify({ a: text }))]).toEqual([way, way.replace('$', '$.a')]),
)

test('in a form each value is read by itself', () => {
  const alone = new Inspector([
    { ...word, find: ({ text }) => (text === "'evil'" ? { shape: 'whole', start: 0, end: 6 } : null) },
  ])
  expect(alone.inspect("a=1&b='evil'").found[0]?.place).toBe('$.b')
})

test.each([
  [`data:image/png;base64,${btoa("this is 'evil'")}`, 'a picture'],
  [btoa('\u0001\u0002\u0003 no text'), 'octets'],
  ['100% of it, &nosuch; C:\\users', 'no escapes'],
])('%s stays as it is', (text) => expect(seen(text)).toBeUndefined())

test('names are told from values, and a message that is nothing else from both', () => {
  const kinds: string[] = []
  const find: Detector['find'] = ({ kind, text }) => {
    kinds.push(`${kind} ${text}`)
    return null
  }
  const telling = new Inspector([{ ...word, marks: 'abcd', find }])
  for (const text of ['{"a":{"b":1,"c":"{\\"d\\":1}"}}', 'abc']) telling.inspect(text)
  expect(kinds).toEqual(['key a', 'key b', 'key c', 'key d', 'text abc'])
})

test('what is too much is told, and nothing is found behind it', () => {
  expect(inspector.inspect(JSON.stringify([...Array(1 << 14).fill("it's"), "'evil'"]))).toEqual({
    found: [],
    isPartial: true,
  })
  expect(inspector.inspect(`${' '.repeat(1 << 20)}'evil'`)).toEqual({ found: [], isPartial: true })
  expect(inspector.inspect("'evil'").isPartial).toBe(false)
})

test('any JSON is taken apart as its parser would', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.array(fc.string(), { maxLength: 4 }), (json, path) => {
      const wrapped = JSON.stringify(
        path.reduceRight<unknown>((inner, name) => ({ [name]: [inner] }), [JSON.parse(json), "'evil'"]),
      )
      expect(inspector.inspect(wrapped).found).toHaveLength(1)
    }),
    { numRuns: 100 },
  )
})

test('no text makes it throw, and where it begins lies inside', () => {
  const pieces = fc.constantFrom(
    '{"',
    '"}',
    '[',
    '\\',
    '\\u00',
    '%',
    '%c0',
    '&#',
    '&lt',
    '42[',
    '+ACc',
    "'evil'",
    '\0',
    '=',
    '&',
    'SEND\n',
    '"""',
    '{{',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 20 }), (parts) => {
      for (const { start, end, text } of inspector.inspect(parts.join('')).found)
        expect(text.slice(start, end)).toBe("'evil'")
    }),
    { numRuns: 200 },
  )
})
