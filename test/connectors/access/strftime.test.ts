// Times as a pattern of strftime writes them: which patterns are understood, and what they say.
import { expect, test } from 'vitest'
import { compileTime } from '../../../connectors/access/strftime.ts'
import { parseZone, utc } from '../../../connectors/access/zone.ts'

const at = (text: string): number => Date.parse(text) * 1000

test.each([
  ['%d/%b/%Y:%H:%M:%S %z', '22/Nov/2026:05:22:05 +0100', at('2026-11-22T04:22:05Z')],
  ['%d/%b/%Y:%T.%{msec_frac} %z', '22/Nov/2026:04:22:05.250 +0000', at('2026-11-22T04:22:05.250Z')],
  ['%d/%B/%Y %T', '22/November/2026 04:22:05', at('2026-11-22T04:22:05Z')],
  ['%F %T', '2026-11-22 04:22:05', at('2026-11-22T04:22:05Z')],
  ['%FT%T.%{usec_frac}%z', '2026-11-22T04:22:05.250001+0000', at('2026-11-22T04:22:05.250Z') + 1],
  ['%Y-%m-%dT%H:%M:%S.%3fZ', '2026-11-22T04:22:05.250Z', at('2026-11-22T04:22:05.250Z')],
  ['%Y/%m/%d %H:%M:%S.%6f', '2026/11/22 04:22:05.123456', at('2026-11-22T04:22:05.123Z') + 456],
  ['%D %R %Z', '11/22/26 04:22 UTC', at('2026-11-22T04:22:00Z')],
  ['%a, %e %h %Y %T', 'Sun,  1 Nov 2026 04:22:05', at('2026-11-01T04:22:05Z')],
  ['(%F) %T 100%%', '(2026-11-22) 04:22:05 100%', at('2026-11-22T04:22:05Z')],
  ['%s', '1795321325', at('2026-11-22T04:22:05Z')],
  ['%s.%3f', '1795321325.250', at('2026-11-22T04:22:05.250Z')],
  ['%s%3f', '1795321325250', at('2026-11-22T04:22:05.250Z')],
  ['%{sec}.%{usec_frac}', '1795321325.250001', at('2026-11-22T04:22:05.250Z') + 1],
  ['%{msec}', '1795321325250', at('2026-11-22T04:22:05.250Z')],
  ['%{usec}', '1795321325250001', at('2026-11-22T04:22:05.250Z') + 1],
])('%s reads %j', (pattern, text, us) => {
  expect(compileTime(pattern, utc)!(text)).toBe(us)
})

test.each([
  ['%F %T', '2026-02-30 04:22:05'],
  ['%F %T', '2026-13-01 04:22:05'],
  ['%F %T', '2026-11-22 24:22:05'],
  ['%F %T', '2026-11-22 04:22:71'],
  ['%F %T', '2026-11-22 04:22:05 '],
  ['%d/%b/%Y %T', '22/Foo/2026 04:22:05'],
  ['%F.%T', '2026-11-22x04:22:05'],
  ['%s', 'soon'],
])('%s does not read %j', (pattern, text) => {
  expect(compileTime(pattern, utc)!(text)).toBeNaN()
})

test.each(['', '%T', '%F', '%F %I:%M %p', '%j %Y %T', '%s%1f', '%{msec_frac}', '%d %T %Y'])(
  '%j does not say day and time',
  (pattern) => {
    expect(compileTime(pattern, utc)).toBeNull()
  },
)

test('where a pattern names no zone it is the one given', () => {
  const berlin = parseZone('Europe/Berlin')!
  expect(compileTime('%F %T', berlin)!('2026-07-01 06:00:00')).toBe(at('2026-07-01T04:00:00Z'))
  expect(compileTime('%F %T %Z', berlin)!('2026-07-01 06:00:00 CEST')).toBe(at('2026-07-01T04:00:00Z'))
  expect(compileTime('%F %T %Z', berlin)!('2026-07-01 06:00:00 GMT')).toBe(at('2026-07-01T06:00:00Z'))
  expect(compileTime('%F %T %z', berlin)!('2026-07-01 06:00:00 +0000')).toBe(at('2026-07-01T06:00:00Z'))
})
