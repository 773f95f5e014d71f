// Pings without a pong are told, and no others: pongs may come late, coalesced, or be missing from a capture.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Pings } from '../../src/sensor/pings.ts'

const second = 1e6

test('the second ping that follows one without an answer tells it, once', () => {
  const pings = new Pings()
  const told = [0, 20, 40, 60, 80].map((at) => pings.ask(at * second, `${at}`))
  expect(told).toEqual([false, false, true, false, false])
  expect(pings.isUnanswered(80 * second)).toBe(true)
})

test('pings in a burst tell nothing', () => {
  const pings = new Pings()
  for (let n = 0; n < 1000; n++) expect(pings.ask(n, `${n}`)).toBe(false)
  expect(pings.isUnanswered(9 * second)).toBe(false)
})

test('a pong for a later ping answers those before it, one for an earlier ping does not answer the later', () => {
  const pings = new Pings()
  for (const at of [0, 20, 21]) pings.ask(at * second, `${at}`)
  pings.answer('20')
  expect(pings.isUnanswered(30.9 * second)).toBe(false)
  expect(pings.isUnanswered(31 * second)).toBe(true)
})

test('a pong that nobody asked for answers nothing', () => {
  const pings = new Pings()
  pings.ask(0, 'asked')
  pings.answer('not asked')
  expect(pings.isUnanswered(10 * second)).toBe(true)
})

test('where one side answers the newest of what it got within a second, nothing is ever told', () => {
  const asked = fc.array(fc.record({ pauseUs: fc.nat(30 * second), body: fc.nat(3) }), { maxLength: 60 })
  fc.assert(
    fc.property(asked, fc.nat(second), (pings, delayUs) => {
      const seen = new Pings()
      let now = 0
      let newest = { body: '', dueUs: Number.POSITIVE_INFINITY }
      for (const { pauseUs, body } of pings) {
        now += pauseUs
        if (newest.dueUs <= now) {
          seen.answer(newest.body)
          newest = { body: '', dueUs: Number.POSITIVE_INFINITY }
        }
        expect(seen.ask(now, `${body}`)).toBe(false)
        newest = { body: `${body}`, dueUs: Math.min(newest.dueUs, now + delayUs) }
      }
      expect(seen.isUnanswered(now)).toBe(false)
    }),
  )
})
