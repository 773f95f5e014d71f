// What `nft monitor` writes, in any pieces → what the kernel has taken in and let go of.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MonitorReader } from '../../../src/actions/block/monitor.ts'

// biome-ignore format: table
test.each([
  ['add element inet tripline address4 { 192.0.2.7 counter packets 0 bytes 0 timeout 600s expires 600s }',                          [{ kind: 'added', address: '192.0.2.7' }]],
  ['add element inet tripline address6 { 2001:db8::7 timeout 600s expires 600s, 2001:db8::8 timeout 1s expires 1s }',               [{ kind: 'added', address: '2001:db8::7' }, { kind: 'added', address: '2001:db8::8' }]],
  ['delete element inet tripline address4 { 192.0.2.7 timeout 600s expires 599s }',                                                 [{ kind: 'removed', address: '192.0.2.7' }]],
  ['add element inet filter address4 { 192.0.2.7 }',                                                                                []],
  ['add table inet tripline',                                                                                                       []],
  ['# new generation 7 by process 1 (nft)',                                                                                         []],
])('the monitor says: %s', (line, told) => {
  expect(new MonitorReader().read(`${line}\n`)).toEqual(told)
})

const text = [
  'add element inet tripline address4 { 192.0.2.7 counter packets 0 bytes 0 timeout 600s expires 600s }',
  'add element inet filter address4 { 192.0.2.66 }',
  'add element inet tripline address4 { 192.0.2.8, 192.0.2.9 }',
  'delete element inet tripline address6 { 2001:db8::7 timeout 600s expires 600s, 2001:db8::70 timeout 1s expires 1s }',
  '',
].join('\n')

test('however it is cut, each is told once', () => {
  const whole = new MonitorReader().read(text)
  expect(whole).toHaveLength(5)
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const ends = [...cuts.sort((a, b) => a - b), text.length]
      const reader = new MonitorReader()
      expect(ends.flatMap((end, index) => reader.read(text.slice(ends[index - 1] ?? 0, end)))).toEqual(whole)
    }),
  )
})

test('an address is told before its line is whole, and not before it is whole itself', () => {
  const reader = new MonitorReader()
  expect(reader.read('add element inet tripline address4 { 192.0.2.1')).toEqual([])
  expect(reader.read('7 ')).toEqual([{ kind: 'added', address: '192.0.2.17' }])
  expect(reader.read('counter packets 0 bytes 0 timeout 600s }\n')).toEqual([])
})
