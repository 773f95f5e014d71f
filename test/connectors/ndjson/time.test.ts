// A time is one or not, whatever time came before.
import { expect, test } from 'vitest'
import { TimeReader } from '../../../connectors/ndjson/time.ts'

test.each(['2026-11-22T04:23:017Z', '2026-11-22T04:23:1Z', '2026-11-22T04:23:01.Z'])('%s is none', (text) => {
  const time = new TimeReader()
  expect(time.text('2026-11-22T04:23:01Z')).toBe(true)
  expect(time.bytes(Buffer.from(text), 0, text.length)).toBe(false)
})
