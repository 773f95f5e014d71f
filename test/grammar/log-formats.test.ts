// Formats of Apache, HAProxy and Envoy: parts and spans of right ones, codes and spans of wrong ones.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ParsedFormat } from '../../grammar/log-format/log-format.ts'
import { parseApacheFormat } from '../../grammar/log-format/parse-apache.ts'
import { parseEnvoyFormat, parseEnvoyJson } from '../../grammar/log-format/parse-envoy.ts'
import { parseHaproxyFormat } from '../../grammar/log-format/parse-haproxy.ts'
import { outline, outlineOf } from './outline.ts'

type Case = readonly [text: string, parts: readonly string[]]

/** The text that the variables of a format stand in. */
const written = (text: string, parsed: ParsedFormat): readonly string[] =>
  parsed.ok
    ? parsed.format.parts.flatMap((part) =>
        part.kind === 'variable' ? [text.slice(part.span.start, part.span.end)] : [],
      )
    : []

describe('a LogFormat of Apache', () => {
  test.each<Case>([
    ['%h %>s', ['[h]', ' ', '[>s]']],
    ['"%r" %b\n', ['"', '[r]', '" ', '[b]']],
    ['\\"%r\\"\\t%b', ['"', '[r]', '"\t', '[b]']],
    ['%!400,501{User-agent}i', ['[{User-agent}i]']],
    ['%200,304<s %{Host}<i', ['[<s]', ' ', '[<{Host}i]']],
    ['%{%d/%b/%Y %T}t.%{msec_frac}t', ['[{%d/%b/%Y %T}t]', '.', '[{msec_frac}t]']],
    ['%^FB %{x}^ti 100%%', ['[^FB]', ' ', '[{x}^ti]', ' 100%']],
    ['LogFormat "%h \\"%r\\" %%" common', ['[h]', ' "', '[r]', '" %']],
    ['LogFormat \'%h "%r"\' common', ['[h]', ' "', '[r]', '"']],
    ['CustomLog "|/usr/bin/rotatelogs /var/log/a 86400" "%h %t" env=!quiet', ['[h]', ' ', '[t]']],
    ['  customlog logs/access_log "%h \\\n%t"', ['[h]', ' ', '[t]']],
    ['TransferLog', ['TransferLog']],
    ['', []],
  ])('%j reads as its parts', (text, parts) => {
    const parsed = parseApacheFormat(text)
    expect(parsed.ok).toBe(true)
    expect(outline(parsed)).toEqual(parts)
  })

  test('knows where its variables stand, within the escapes of a directive', () => {
    const text = 'LogFormat "\\"%r\\" %>s \\"%{Origin}i\\"" websocket'
    expect(written(text, parseApacheFormat(text))).toEqual(['%r', '%>s', '%{Origin}i'])
  })
})

describe('a log-format of HAProxy', () => {
  test.each<Case>([
    ['%ci:%cp [%tr]', ['[ci]', ':', '[cp]', ' [', '[tr]', ']']],
    ['%{+Q}r', ['"', '[r]', '"']],
    ['%{+Q}o %ft %ST %{-Q}b', ['"', '[ft]', '" ', '[ST]', ' ', '[b]']],
    ['%{+Q,+E}[capture.req.hdr(0)]', ['"', '[[capture.req.hdr(0)]]', '"']],
    ['%[src,map("a]b")]ms', ['[[src,map("a]b")]]', 'ms']],
    ['%{+X}cp %{+X}r', ['[{+X}cp]', ' ', '[r]']],
    ['%(client)ci %(name){+Q}r', ['[ci]', ' "', '[r]', '"']],
    ['  %ci   %cp  100%%', ['[ci]', ' ', '[cp]', ' 100%']],
    ['%ci\\ [%tr]', ['[ci]', ' [', '[tr]', ']']],
    ['log-format %ci:%cp\\ [%tr]\\ %{+Q}r # why', ['[ci]', ':', '[cp]', ' [', '[tr]', '] "', '[r]', '"']],
    [`log-format '{"at":"%T","path":"%HP"}'`, ['{"at":"', '[T]', '","path":"', '[HP]', '"}']],
    ['log-format "%ci \\"%r\\""\' %B\'', ['[ci]', ' "', '[r]', '" ', '[B]']],
    ['', []],
  ])('%j reads as its parts', (text, parts) => {
    const parsed = parseHaproxyFormat(text)
    expect(parsed.ok).toBe(true)
    expect(outline(parsed)).toEqual(parts)
  })

  test.each([
    ['%r', 'hash'],
    ['%ci', 'none'],
    ['%[capture.req.hdr(0)]', 'none'],
    ['%{+E}[capture.req.hdr(0)]', 'json'],
    ['%{+E}o%[capture.req.hdr(0)]', 'json'],
    ['%{+E}o%{-E}[capture.req.hdr(0)]', 'none'],
    ['%[capture.req.hdr(0),json(utf8s)]', 'json'],
  ])('the value of %s is written in the way %j', (text, way) => {
    const parsed = parseHaproxyFormat(text)
    const [part] = parsed.ok ? parsed.format.parts : []
    expect(part?.kind === 'variable' && part.escape).toBe(way)
  })

  test('knows where its variables stand, within quotes that change', () => {
    const text = `log-format "\\"%r\\" "'%ST '%{+Q}[src]`
    expect(written(text, parseHaproxyFormat(text))).toEqual(['%r', '%ST', '%{+Q}[src]'])
  })
})

describe('a format string of Envoy', () => {
  test.each<Case>([
    ['[%START_TIME%] %PROTOCOL%\\n', ['[', '[START_TIME]', '] ', '[PROTOCOL]']],
    ['%START_TIME(%s.%3f)% %REQ(X?Y):64%', ['[START_TIME(%s.%3f)]', ' ', '[REQ(X?Y)]']],
    ['%RESPONSE_CODE%%%', ['[RESPONSE_CODE]', '%']],
    ['%REQ(:AUTHORITY)%%REQ(:PATH)%', ['[REQ(:AUTHORITY)]', '[REQ(:PATH)]']],
    ['\\"%REQ(ORIGIN)%\\"', ['"', '[REQ(ORIGIN)]', '"']],
    ['', []],
  ])('%j reads as its parts', (text, parts) => {
    const parsed = parseEnvoyFormat(text)
    expect(parsed.ok).toBe(true)
    expect(outline(parsed)).toEqual(parts)
  })

  test('as JSON is its texts by their keys, wherever they stand', () => {
    const text =
      '{"at": "%START_TIME%", "n": -1.5e3, "no": null, "list": [1, {"x": "%A%"}], "a": {"b\\"": {"c": "x \\u0022%B%\\""}}}'
    const parsed = parseEnvoyJson(text)
    expect(parsed.ok && parsed.members.map(({ path, parts }) => [path.join('.'), outlineOf(parts)])).toEqual([
      ['at', ['[START_TIME]']],
      ['a.b".c', ['x "', '[B]', '"']],
    ])
    const spans = parsed.ok
      ? parsed.members.flatMap(({ parts }) => parts.filter((part) => part.kind === 'variable'))
      : []
    expect(spans.map(({ span }) => text.slice(span.start, span.end))).toEqual(['%START_TIME%', '%B%'])
  })
})

describe('a mistake', () => {
  const parsers = {
    apache: parseApacheFormat,
    haproxy: parseHaproxyFormat,
    envoy: parseEnvoyFormat,
    json: parseEnvoyJson,
  }

  test.each<[keyof typeof parsers, string, string, string]>([
    ['apache', '%h %', 'F102', '%'],
    ['apache', '%%%%%', 'F102', '%'],
    ['apache', '%h %{Origin', 'F103', '%{Origin'],
    ['apache', '%h %{Origin} x', 'F102', '%{Origin}'],
    ['apache', '%h \\', 'F104', '\\'],
    ['apache', 'LogFormat "%h" \'%t', 'F104', "'"],
    ['apache', 'LogFormat ""', 'F101', ''],
    ['apache', 'CustomLog logs/access_log', 'F101', 'g'],
    ['apache', '%h %Q', 'F111', '%Q'],
    ['haproxy', '%ci %', 'F102', '%'],
    ['haproxy', '%ci %{+Q', 'F103', '%{+Q'],
    ['haproxy', '%ci %[src', 'F103', '%[src'],
    ['haproxy', '%(name', 'F103', '%(name'],
    ['haproxy', 'log-format "%ci', 'F104', '"'],
    ['haproxy', 'log-format %ci %cp', 'F101', '%'],
    ['haproxy', 'log-format ', 'F101', ' '],
    ['haproxy', '%ci %client', 'F111', '%client'],
    ['haproxy', '%{+Q,+Y}r', 'F112', '%{+Q,+Y}r'],
    ['envoy', '100% sure', 'F102', '%'],
    ['envoy', '%REQ(X', 'F103', '%REQ(X'],
    ['envoy', '%REQ(X) %A%', 'F103', '%REQ(X)'],
    ['envoy', '%REQ:x%', 'F103', '%REQ:'],
    ['json', '{"a":"%A"}', 'F103', '%A'],
    ['json', '{"a" "b"}', 'F113', '"'],
    ['json', '{"a":', 'F113', ':'],
    ['json', '', 'F113', ''],
  ])('of %s in %j is %s at %j', (product, text, code, at) => {
    const parsed = parsers[product](text)
    const [diagnostic] = parsed.ok ? [] : parsed.diagnostics
    expect(diagnostic?.code).toBe(code)
    const { start, end } = diagnostic!.primary.span
    expect(text.slice(start, end)).toBe(at)
  })

  const words = [
    '%',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '"',
    "'",
    '\\',
    ' ',
    'REQ',
    'r',
    '%h',
    '%ci',
    ':',
    '8',
    'LogFormat ',
    'log-format ',
    '{"a":',
    ',',
  ]
  const anyFormat = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((each) => each.join('')),
  )

  test.each(Object.entries(parsers))('of %s never throws, and points into the text', (_name, parse) => {
    fc.assert(
      fc.property(anyFormat, (text) => {
        const parsed = parse(text)
        const parts = !parsed.ok
          ? []
          : 'format' in parsed
            ? parsed.format.parts
            : parsed.members.flatMap((each) => each.parts)
        const spans = parsed.ok
          ? parts.flatMap((part) => (part.kind === 'variable' ? [part.span] : []))
          : parsed.diagnostics.map(({ primary }) => primary.span)
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeLessThanOrEqual(text.length)
          expect(start).toBeLessThanOrEqual(end)
        }
        expect(parsed.ok || parsed.diagnostics.length > 0).toBe(true)
      }),
    )
  })
})

describe('what is printed of its parts is read as the same parts', () => {
  const literal = fc.stringMatching(/^[a-z :|"=-]{1,6}$/).filter((text) => !text.includes('  ') && text.trim() === text)

  test.each<[string, (text: string) => ParsedFormat, readonly string[], (name: string) => string]>([
    ['apache', parseApacheFormat, ['h', '>s', 'r', '{Origin}i', '{sec}t', '^FB'], (name) => `%${name}`],
    ['haproxy', parseHaproxyFormat, ['ci', 'tr', 'ST', '[src]', '[capture.req.hdr(0)]'], (name) => `%${name}`],
    ['envoy', parseEnvoyFormat, ['START_TIME', 'REQ(X?Y)', 'PROTOCOL', 'START_TIME(%s.%3f)'], (name) => `%${name}%`],
  ])('%s', (_name, parse, names, print) => {
    const formats = fc.array(fc.tuple(literal, fc.constantFrom(...names)), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(formats, (pairs) => {
        // A name must not go on in the literal behind it.
        const parts = pairs.flatMap(([text, name]) => [`|${text}|`, name])
        const text = pairs.map(([before, name]) => `|${before}|${print(name)}`).join('')
        expect(outline(parse(text))).toEqual(parts.map((part, at) => (at % 2 === 0 ? part : `[${part}]`)))
      }),
    )
  })
})

test('a long format is parsed', () => {
  expect(outline(parseApacheFormat('"%{Origin}i" '.repeat(200))).length).toBeGreaterThan(390)
  expect(outline(parseHaproxyFormat('%[capture.req.hdr(0)] '.repeat(100))).length).toBeGreaterThan(190)
  expect(outline(parseEnvoyFormat('"%REQ(ORIGIN)%" '.repeat(200))).length).toBeGreaterThan(390)
})
