// Packets with times of all kinds → the times that the sensor gets.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTime } from '../../src/event/time.ts'
import { SteadyPackets } from '../../src/intake/steady-packets.ts'
import { emptyPacket, type Packet } from '../../src/sensor/packet.ts'

const second = 1_000_000
const hour = 3600 * second
const start = Date.UTC(2026, 10, 22) * 1000
const year2099 = Date.UTC(2099, 0) * 1000

/** As a capture gives them: the same object again and again; nothing after each so many, until more bytes come. */
function timesOf(
  times: readonly number[],
  pieces = times.length + 1,
): { readonly times: number[]; readonly wrong: number } {
  const packet = emptyPacket()
  let given = 0
  let room = 0
  const steady = new SteadyPackets({
    get isDone() {
      return false
    },
    next() {
      if (given >= Math.min(room, times.length)) return null
      packet.us = times[given++]!
      packet.wireLength = given
      return packet
    },
  })
  const all: Pick<Packet, 'us' | 'wireLength'>[] = []
  for (;;) {
    const next = steady.next()
    if (next !== null) all.push({ us: next.us, wireLength: next.wireLength })
    else if (room > times.length) break
    else {
      room += pieces
      // No more bytes are known to come only once there are none.
      if (room > times.length) steady.end()
    }
  }
  expect(all.map(({ wireLength }) => wireLength)).toEqual(times.map((_, i) => i + 1))
  return { times: all.map(({ us }) => us), wrong: steady.wrong }
}

const seconds = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i * second)

test('times that go on, or back, are given as they are', () => {
  const times = [...seconds(start, 5), start, ...seconds(start + 300 * second, 5)]
  expect(timesOf(times)).toEqual({ times, wrong: 0 })
})

test('one packet from far ahead gets the time of the one before it, the first that of the second', () => {
  const [before, after] = [seconds(start, 3), seconds(start + 3 * second, 3)]
  expect(timesOf([...before, year2099, ...after])).toEqual({ times: [...before, before[2], ...after], wrong: 1 })
  expect(timesOf([year2099, ...before])).toEqual({ times: [start, ...before], wrong: 1 })
})

test('a time that does not count exactly is none', () => {
  const times = seconds(start, 3)
  expect(timesOf([...times, 1.8e19])).toEqual({ times: [...times, times[2]], wrong: 1 })
  expect(timesOf([Number.NaN, ...times])).toEqual({ times: [start, ...times], wrong: 1 })
})

test('a capture that goes on hours later does so, whether many packets follow or few', () => {
  for (const count of [1, 5, 50]) {
    const times = [...seconds(start, 5), ...seconds(start + 60 * hour, count), ...seconds(start + 200 * hour, count)]
    expect(timesOf(times)).toEqual({ times, wrong: 0 })
  }
})

test('how the bytes come makes no difference, and every time given counts exactly', () => {
  const time = fc.oneof(
    { weight: 8, arbitrary: fc.nat(1000).map((s) => start + s * second) },
    fc.constantFrom(year2099, start + 5 * hour, 0, 1.8e19, Number.NaN),
  )
  fc.assert(
    fc.property(fc.array(time, { maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (times, pieces) => {
      const whole = timesOf(times)
      expect(timesOf(times, pieces)).toEqual(whole)
      expect(whole.times.filter((us) => !isTime(us))).toEqual([])
    }),
  )
})
