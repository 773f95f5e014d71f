// The ways in which Zeek writes a time.
import { expect, test } from 'vitest'
import { zeek } from '../../../connectors/zeek/connector.ts'
import { parseZeekTime } from '../../../connectors/zeek/line.ts'
import { documentsOf, readText } from '../read.ts'

test.each([
  ['1795321325.250000', 1_795_321_325_250_000],
  ['1795321325.25', 1_795_321_325_250_000],
  ['1795321325', 1_795_321_325_000_000],
  ['1795321325250', 1_795_321_325_250_000],
  ['2026-11-22T04:22:05.250000Z', 1_795_321_325_250_000],
  ['1.000000', 1_000_000],
  ['', Number.NaN],
  ['-', Number.NaN],
  ['XXXXXXXXXX.XXXXXX', Number.NaN],
  ['99999999999.0', Number.NaN],
  ['yesterday', Number.NaN],
])('%s', (text, us) => {
  expect(parseZeekTime(text)).toBe(us)
})

test.each(['1e300', '-5', 'long', '99999999999999'])(
  'a connection that took %s has no end that is no time',
  (duration) => {
    const line = { _path: 'conn', ts: 1_795_321_325, uid: 'C1', service: 'websocket', duration }
    const [connection] = documentsOf(readText(zeek, JSON.stringify(line)))
    expect(connection).toMatchObject({
      '@timestamp': '2026-11-22T04:22:05.000Z',
      'event.end': '2026-11-22T04:22:05.000Z',
    })
  },
)
