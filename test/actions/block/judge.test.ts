// Addresses and networks → how they are spelled, and whether they may be blocked.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createJudge, overlaps, spelled } from '../../../src/actions/block/judge.ts'
import { parseNetwork } from '../../../src/request/address.ts'

// biome-ignore format: table
test.each([
  ['192.0.2.7',             '192.0.2.7'],
  ['192.0.2.7/32',          '192.0.2.7'],
  ['192.0.2.77/24',         '192.0.2.0/24'],
  ['10.1.2.3/9',            '10.0.0.0/9'],
  ['0.0.0.0/0',             '0.0.0.0/0'],
  ['::ffff:192.0.2.7',      '192.0.2.7'],
  ['2001:DB8:0:0::1',       '2001:db8::1'],
  ['2001:db8:1:2:3::/33',   '2001:db8::/33'],
  ['2001:db8::1/128',       '2001:db8::1'],
])('%s is %s', (text, name) => {
  expect(spelled(text)?.name).toBe(name)
})

test.each(['', 'example.com', '192.0.2', '192.0.2.1/33', '192.0.2.1; flush ruleset', '2001:db8::1%eth0'])(
  '%s is neither address nor network',
  (text) => {
    expect(spelled(text)).toBeNull()
  },
)

test('what is spelled is spelled so again', () => {
  const bytes = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(bytes, fc.integer({ min: 0, max: 32 }), (four, length) => {
      const { name } = spelled(`${four.join('.')}/${length}`)!
      expect(spelled(name)!.name).toBe(name)
      expect(overlaps(parseNetwork(name)!, four.join('.'))).toBe(true)
    }),
  )
})

const untouchable = {
  never: ['192.0.2.64/28', '2001:db8:5::/48'],
  trustedProxies: ['203.0.113.1'],
  own: () => ['198.51.100.1', '2001:db8::1'],
}

// biome-ignore format: table
test.each([
  ['127.0.0.1',        false],
  ['127.9.9.9',        false],
  ['::1',              false],
  ['224.0.0.5',        false],
  ['ff02::1',          false],
  ['0.0.0.0/0',        false],
  ['::/0',             false],
  ['198.51.100.1',     false],
  ['198.51.100.0/24',  false],
  ['2001:db8::/64',    false],
  ['203.0.113.1',      false],
  ['203.0.112.0/22',   false],
  ['192.0.2.70',       false],
  ['192.0.2.64/30',    false],
  ['192.0.2.0/24',     false],
  ['2001:db8:5::7',    false],
  ['192.0.2.80',       true],
  ['198.51.100.2',     true],
  ['2001:db8:6::7',    true],
  ['203.0.113.2/31',   true],
])('%s may be blocked: %s', (text, may) => {
  expect(createJudge(untouchable)(spelled(text)!.network) === null).toBe(may)
})

test('an address that this machine gets is not blocked from then on', () => {
  let own: readonly string[] = ['198.51.100.1']
  const judge = createJudge({ ...untouchable, own: () => own })
  const { network } = spelled('198.51.100.2')!
  expect(judge(network)).toBeNull()
  own = [...own, '198.51.100.2']
  expect(judge(network)).not.toBeNull()
})

test('two networks overlap where one of them begins as the other does', () => {
  const bytes = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 })
  const length = fc.integer({ min: 0, max: 32 })
  const bits = (four: readonly number[]): string => four.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  fc.assert(
    fc.property(bytes, length, length, fc.nat(31), (four, one, other, flipped) => {
      const there = four.map((byte, index) => (index === flipped >> 3 ? byte ^ (128 >> (flipped & 7)) : byte))
      const shared = Math.min(one, other)
      expect(overlaps(parseNetwork(`${four.join('.')}/${one}`)!, `${there.join('.')}/${other}`)).toBe(
        bits(four).slice(0, shared) === bits(there).slice(0, shared),
      )
    }),
  )
})
