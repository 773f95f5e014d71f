// Texts of addresses and the numbers that they are.
import { expect, test } from 'vitest'
import { parseV4, parseV6 } from '../../src/event/address.ts'

test.each([
  ['1.2.3.4', 0x01020304],
  ['255.255.255.255', 0xffffffff],
  ['0.0.0.0', 0],
  ['1.2.3', -1],
  ['1.2.3.256', -1],
  ['1.2.3.04', -1],
  ['010.0.0.1', -1],
  ['10.0.0.100', 0x0a000064],
  ['1.2.3.4.5', -1],
  ['1..3.4', -1],
  ['1.2.3.', -1],
  ['', -1],
  ['a.b.c.d', -1],
])('%j is the IPv4 number %d', (text, expected) => {
  expect(parseV4(text)).toBe(expected)
})

test.each([
  ['::', 0n],
  ['::1', 1n],
  ['1::', 1n << 112n],
  ['::ffff:1.2.3.4', 0xffff01020304n],
  ['2001:DB8::8:800:200c:417a', 0x20010db8_00000000_00080800_200c417an],
  ['fe80::1%eth0', (0xfe80n << 112n) | 1n],
  ['1:2:3:4:5:6:7:8', 0x00010002_00030004_00050006_00070008n],
  ['1:2:3:4:5:6:7', null],
  ['1:2:3:4:5:6:7:8:9', null],
  ['1::2::3', null],
  ['12345::', null],
  ['1.2.3.4', null],
  [':1', null],
  ['1:', null],
  [':::', null],
  ['1:2:3:4:5:6:7::', 0x00010002_00030004_00050006_00070000n],
  ['1:2:3:4:5:6:7:8::', null],
  ['1:2:3:4:5:6:1.2.3.4', 0x00010002_00030004_00050006_01020304n],
  ['1:2:3:4:5:6:7:1.2.3.4', null],
  ['::1.2.3', null],
  ['::g', null],
  ['', null],
])('%j is the IPv6 number %s', (text, expected) => {
  expect(parseV6(text)).toBe(expected)
})
