// Who is a trusted proxy.
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, test } from 'vitest'
import { createTrustedProxies } from '../../src/request/proxies.ts'

describe('of networks and addresses', () => {
  const proxies = createTrustedProxies([
    '10.0.0.0/8',
    '192.0.2.10',
    '198.51.100.64/26',
    '2001:db8:a::/48',
    'no address',
  ])

  test.each([
    ['10.255.0.1', true],
    ['11.0.0.1', false],
    ['192.0.2.10', true],
    ['192.0.2.11', false],
    ['198.51.100.127', true],
    ['198.51.100.128', false],
    ['::ffff:10.0.0.1', true],
    ['2001:db8:a:ffff::1', true],
    ['2001:db8:b::1', false],
    ['a00::1', false],
  ])('%s is trusted: %j', (address, isTrusted) => {
    expect(proxies.judge(address)?.isTrusted).toBe(isTrusted)
    expect(proxies.judge(address)?.isTrusted).toBe(isTrusted)
  })

  test('what is no address is nobody', () => {
    expect(proxies.judge('unix:')).toBeNull()
  })
})

test.each([
  ['0.0.0.0/0', '203.0.113.9', true],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['::/0', '2001:db8::1', true],
  ['::/0', '203.0.113.9', false],
])('%s holds %s: %j', (network, address, isTrusted) => {
  expect(createTrustedProxies([network]).judge(address)?.isTrusted).toBe(isTrusted)
})

test('where nobody is trusted nothing is read', () => {
  expect(createTrustedProxies([]).judge('10.0.0.1')).toBeNull()
})

test('no answer depends on those before it', () => {
  const entries = ['10.0.0.0/8']
  const many = createTrustedProxies(entries)
  for (let i = 0; i < 10_000; i++) many.judge(`${i % 2 === 0 ? 10 : 11}.0.${i >> 8}.${i & 255}`)
  for (const address of ['10.0.0.0', '11.0.0.1', '10.0.200.2'])
    expect(many.judge(address)).toEqual(createTrustedProxies(entries).judge(address))
})

test('a network holds what the library says it holds', () => {
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((text) => !text.includes('.')),
  )
  const network = fc.tuple(address, fc.nat(128)).map(([text, length]) => {
    const width = text.includes(':') ? 128 : 32
    return `${text}/${length % (width + 1)}`
  })
  fc.assert(
    fc.property(fc.array(network, { minLength: 1, maxLength: 5 }), address, (networks, text) => {
      const parsed = ipaddr.process(text)
      const isTrusted = networks.some((one) => {
        const [base, length] = ipaddr.parseCIDR(one)
        return base.kind() === parsed.kind() && parsed.match(base, length)
      })
      expect(createTrustedProxies(networks).judge(text)?.isTrusted).toBe(isTrusted)
    }),
  )
})
