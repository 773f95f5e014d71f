// The tables of routes → the gateways in them.
import { expect, test } from 'vitest'
import { createOwnAddresses, gateways4, gateways6 } from '../../../src/actions/block/own-addresses.ts'

test('gateways of IPv4', () => {
  const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF
`
  expect(gateways4(table)).toEqual(['192.0.2.1'])
})

test('gateways of IPv6', () => {
  const zeros = '0'.repeat(32)
  const gateway = '20010db8000000000000000000000001'
  const table = `${zeros} 00 ${zeros} 00 ${gateway} 00000400 00000001 00000000 00000003     eth0
${gateway} 80 ${zeros} 00 ${zeros} 00000000 00000001 00000000 80200001       lo
`
  expect(gateways6(table)).toEqual(['2001:0db8:0000:0000:0000:0000:0000:0001'])
})

test('loopback is an address of this machine', () => {
  expect(createOwnAddresses().list()).toContain('127.0.0.1')
})

test('the list is another one only where it has changed', () => {
  let there = ['192.0.2.1']
  const own = createOwnAddresses(() => [...there])
  const first = own.list()
  own.refresh()
  expect(own.list()).toBe(first)
  there = ['192.0.2.1', '2001:db8::1']
  own.refresh()
  expect(own.list()).toEqual(there)
})
