// Addresses and networks as people and proxies write them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseBlock } from '../../src/event/address.ts'
import { parseAddress, parseNetwork } from '../../src/request/address.ts'

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['::', '::'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
])('%s is the address %s', (text, address) => {
  expect(parseAddress(text)?.toString()).toBe(address)
})

test.each([
  '',
  '192.0.2',
  '3221225985',
  '192.0.2.01',
  '0xc0.0.2.1',
  '192.0.2.256',
  ' 192.0.2.1',
  '192.0.2.1:80',
  '[2001:db8::1]',
  '2001:db8::1::2',
  'fe80::1%eth0',
  '::192.0.2.1',
  '::ffff:192.0.2.01',
  'proxy.example.com',
])('%j is no address', (text) => {
  expect(parseAddress(text)).toBeNull()
})

test.each([
  ['10.0.0.0/8', '10.0.0.0', 8],
  ['10.1.2.3/8', '10.1.2.3', 8],
  ['0.0.0.0/0', '0.0.0.0', 0],
  ['192.0.2.10', '192.0.2.10', 32],
  ['2001:db8::/32', '2001:db8::', 32],
  ['2001:db8::1', '2001:db8::1', 128],
])('%s is the network of %s, %i bits long', (text, address, length) => {
  const network = parseNetwork(text)
  expect([network?.address.toString(), network?.length]).toEqual([address, length])
})

test.each(['', '/8', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10/8', '10.0.0.0/8/8', '2001:db8::/129', 'lan/8'])(
  '%j is no network',
  (text) => {
    expect(parseNetwork(text)).toBeNull()
  },
)

test('an address is the one that conditions of rules compare', () => {
  const part = fc.constantFrom('0', '1', 'ffff', 'c000', '', ':', '::', '1.2.3.4', '.', '01', '256')
  const near = fc.array(part, { minLength: 1, maxLength: 9 }).map((parts) => parts.join(':').slice(0, 45))
  fc.assert(
    fc.property(fc.oneof(near, fc.ipV4(), fc.ipV6(), fc.ipV4Extended()), (text) => {
      const [address, block] = [parseAddress(text), text.includes('/') ? null : parseBlock(text)]
      if (address === null) return
      const bytes = address.toByteArray().reduce((all, byte) => (all << 8n) | BigInt(byte), 0n)
      expect(block).toEqual({ version: address.kind() === 'ipv4' ? 4 : 6, first: bytes, last: bytes })
    }),
  )
})
