// nginx's log_format strings: parts and spans of right ones, codes and spans of wrong ones.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseNginxFormat } from '../../grammar/log-format/parse-nginx.ts'
import { outline } from './outline.ts'

describe('a template', () => {
  test.each([
    ['$status', ['[status]']],
    ['$remote_addr - "$request"', ['[remote_addr]', ' - "', '[request]', '"']],
    ['${status}ms', ['[status]', 'ms']],
    ['$host$request_uri', ['[host]', '[request_uri]']],
    ['$host{x}', ['[host]', '{x}']],
    ['plain', ['plain']],
    ['', []],
    ['$msec $status\n', ['[msec]', ' ', '[status]']],
  ])('%j reads as its parts', (text, parts) => {
    const parsed = parseNginxFormat(text)
    expect(parsed.ok).toBe(true)
    expect(outline(parsed)).toEqual(parts)
  })
})

describe('a directive', () => {
  test('joins its strings and says how values are escaped', () => {
    const parsed = parseNginxFormat(`log_format ws escape=json '{"a":"$status",' \n "\\"b\\":$msec}";`)
    expect(parsed.ok && parsed.format.escape).toBe('json')
    expect(outline(parsed)).toEqual(['{"a":"', '[status]', '","b":', '[msec]', '}'])
  })

  test('finds a variable that two strings make together', () => {
    expect(outline(parseNginxFormat(`log_format ws '$remote' '_addr x';`))).toEqual(['[remote_addr]', ' x'])
  })

  test('points its spans into what was written', () => {
    const text = `log_format ws 'it\\'s $status' '$msec';`
    const parsed = parseNginxFormat(text)
    const spans = parsed.ok ? parsed.format.parts.flatMap((part) => (part.kind === 'variable' ? [part.span] : [])) : []
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['$status', '$msec'])
  })
})

describe('a mistake', () => {
  test.each([
    ['a $ b', 'F102', '$'],
    ['price: $', 'F102', '$'],
    ['${status is open', 'F103', '${status'],
    ['x ${', 'F103', '${'],
    [`log_format ws '$status`, 'F104', "'"],
    [`log_format ws '$status' "$msec`, 'F104', '"'],
    [`log_format ws escape=html '$status';`, 'F105', 'html'],
    [`log_format ws`, 'F101', 's'],
    [`log_format ws $status;`, 'F101', '$'],
    [`log_format ws 'a $ b';`, 'F102', '$'],
  ])('in %j is %s at %j', (text, code, at) => {
    const parsed = parseNginxFormat(text)
    const [diagnostic] = parsed.ok ? [] : parsed.diagnostics
    expect(diagnostic?.code).toBe(code)
    const { start, end } = diagnostic!.primary.span
    expect(text.slice(start, end)).toBe(at)
  })
})

const anyFormat = fc.oneof(
  fc.string(),
  fc
    .array(fc.constantFrom('$', '{', '}', 'status', ' ', '"', "'", '\\', 'log_format ', 'escape=', ';', 'x'))
    .map((words) => words.join('')),
)

test('no text makes it throw, and every span lies inside the text', () => {
  fc.assert(
    fc.property(anyFormat, (text) => {
      const parsed = parseNginxFormat(text)
      const spans = parsed.ok
        ? parsed.format.parts.flatMap((part) => (part.kind === 'variable' ? [part.span] : []))
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

test('a long format is parsed', () => {
  const text = '"$remote_addr" '.repeat(300)
  expect(outline(parseNginxFormat(text)).length).toBeGreaterThan(600)
})
