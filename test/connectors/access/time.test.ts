// nginx's times: the fast readers agree with Date, and what is no time is NaN.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLocalTimeReader, parseIsoTime, parseLocalTime, parseSeconds } from '../../../connectors/access/time.ts'
import { generic } from '../../../connectors/generic/connector.ts'
import { documentsOf, readText } from '../read.ts'

const at = Date.UTC(2026, 10, 22, 4, 22, 5) * 1000

test.each([
  [parseLocalTime, '22/Nov/2026:04:22:05 +0000', at],
  [parseLocalTime, '22/Nov/2026:09:52:05 +0530', at],
  [parseIsoTime, '2026-11-22T04:22:05+00:00', at],
  [parseSeconds, '1795321325.123', at + 123_000],
  [parseSeconds, '1795321325', at],
  [parseSeconds, '0.001', 1000],
])('%o reads %j', (parse, text, us) => {
  expect(parse(text)).toBe(us)
})

test.each([
  [parseLocalTime, '22/Xov/2026:04:22:05 +0000'],
  [parseLocalTime, '2026-11-22T04:22:05Z'],
  [parseLocalTime, '22/Nov/2026:25:22:05 +0000'],
  [createLocalTimeReader(), '22/Nov/2026:04:61:05 +0000'],
  [createLocalTimeReader(), '22/Nov/2026:04:2x:05 +0000'],
  [createLocalTimeReader(), ''],
  [parseLocalTime, '30/Feb/2026:04:22:05 +0000'],
  [createLocalTimeReader(), '31/Apr/2026:04:22:05 +0000'],
  [parseIsoTime, '2026-02-30T04:22:05Z'],
  [parseIsoTime, 'now'],
  [parseSeconds, '1.5e3'],
  [parseSeconds, '-1'],
])('%o gives NaN for %j', (parse, text) => {
  expect(parse(text)).toBeNaN()
})

test('a time is one or not, whatever time came before', () => {
  const read = createLocalTimeReader()
  expect(read('22/Nov/2026:04:22:05 +0000')).toBe(at)
  expect(read('22/Nov/2026:04:22x05 +0000')).toBeNaN()
})

const localTime = fc
  .record({
    ms: fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }),
    zone: fc.constantFrom('+0000', '-0800', '+0530'),
  })
  .map(({ ms, zone }) => {
    const [, day, month, year, clock] = /^\w+, (\d\d) (\w+) (\d+) (\S+)/.exec(new Date(ms).toUTCString())!
    return `${day}/${month}/${year}:${clock} ${zone}`
  })

test('the reader that remembers a day reads as the one that does not', () => {
  fc.assert(
    fc.property(fc.array(localTime), (texts) => {
      const read = createLocalTimeReader()
      expect(texts.map(read)).toEqual(texts.map(parseLocalTime))
    }),
  )
})

test.each(['99999999999999999', '9e99', '-9'])('a time of %s is none, however it is mapped', (time) => {
  const mapping = { time: { field: 't', format: 'epoch_ms' }, category: 'access', fields: { 'url.path': 'p' } }
  const { batch, unread } = readText(generic, `{"t":${time},"p":"/"}\n`, { settings: { mapping } })
  expect(batch.length + unread.length).toBe(1)
  expect(documentsOf({ batch, unread })).toHaveLength(batch.length)
})
