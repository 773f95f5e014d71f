// tripline.yaml: what is a config, and what is said of one that is not.
import { expect, test } from 'vitest'
import { parseConfig } from '../../src/config/parse.ts'

const problems = (text: string) => {
  const parsed = parseConfig(text)
  if (parsed.ok) return []
  return parsed.diagnostics.map(({ code, message, primary, help }) => ({
    code,
    message,
    at: text.slice(primary.span.start, primary.span.end),
    ...(help === undefined ? {} : { help }),
  }))
}

test('the least that is a config', () => {
  const parsed = parseConfig('version: 1')
  expect(parsed.ok && parsed.config.api).toEqual({ host: '127.0.0.1', port: 7070, hosts: [] })
})

test('spans are read as microseconds', () => {
  const parsed = parseConfig('version: 1\nretention: { incidents: 90d }')
  expect(parsed.ok && parsed.config.retention.incidents).toBe(90 * 86_400_000_000)
})

test('proxies are addresses and networks', () => {
  const parsed = parseConfig('version: 1\ntrusted_proxies: [10.0.0.0/8, 192.0.2.10, "2001:db8::/32"]')
  expect(parsed.ok && parsed.config.trusted_proxies).toEqual(['10.0.0.0/8', '192.0.2.10', '2001:db8::/32'])
})

test('every mistake is told, at its place', () => {
  const text = `version: 1
sources:
  - type: file
    paht: access.log
    path: access.log
  - type: captures
api:
  port: hello
stor: {}
retention: { incidents: 5x }
`
  expect(problems(text)).toEqual([
    { code: 'C102', message: 'sources.0.paht', at: 'paht', help: 'did you mean "path"?' },
    { code: 'C104', message: 'sources.1.path is missing', at: 'type: captures' },
    { code: 'C103', message: 'api.port: expected a number, found "hello"', at: 'hello' },
    { code: 'C102', message: 'stor', at: 'stor', help: 'did you mean "store"?' },
    { code: 'C103', message: 'retention.incidents: must be a span such as 500ms, 5s, 10m, 24h or 90d', at: '5x' },
  ])
})

test.each([
  ['sources: [', 'C101'],
  ['version: 2', 'C103'],
  ['version: 1\nsources: [{ type: tape, path: x }]', 'C103'],
  ['', 'C104'],
  ['- a list', 'C104'],
])('%j is refused with %s', (text, code) => {
  expect(problems(text)[0]?.code).toBe(code)
})
