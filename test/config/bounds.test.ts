// `bounds` of tripline.yaml: of all rules, and of one.
import { expect, test } from 'vitest'
import { parseConfig } from '../../src/config/parse.ts'

const problems = (text: string) => {
  const parsed = parseConfig(`version: 1\nbounds:\n${text}`)
  return parsed.ok ? [] : parsed.diagnostics.map(({ code, message, help }) => [code, message, ...(help ? [help] : [])])
}

test('what all rules may hold, and what one of them may', () => {
  const parsed = parseConfig('version: 1\nbounds: { keys: 5000, rules: { a_rule: { events_per_key: 10 } } }')
  expect(parsed.ok && parsed.config.bounds).toEqual({ keys: 5000, rules: { a_rule: { events_per_key: 10 } } })
})

test('evidence may be none at all', () => {
  expect(problems('  evidence: 0\n  evidence_per_key: 0')).toEqual([])
})

test.each([
  ['  keys: 0', 'C103'],
  ['  keys: 1.5', 'C103'],
  ['  keys: many', 'C103'],
  ['  keys: 100000000', 'C103'],
  ['  rules: { a_rule: { events: -1 } }', 'C103'],
])('%j is refused with %s', (text, code) => {
  expect(problems(text)[0]?.[0]).toBe(code)
})

test('a key that there is not is told, with the one that it looks like', () => {
  expect(problems('  event_per_key: 10')).toEqual([['C102', 'bounds.event_per_key', 'did you mean "events_per_key"?']])
  expect(problems('  rules: { a_rule: { kees: 10 } }')).toEqual([
    ['C102', 'bounds.rules.a_rule.kees', 'did you mean "keys"?'],
  ])
})
