// Addresses as text, and Community IDs against the examples of their specification.
import { describe, expect, test } from 'vitest'
import { addressText, communityId, type Endpoint } from '../../src/sensor/address.ts'

describe('an IPv6 address', () => {
  test.each([
    { words: [0x20010db8, 0, 0, 1], text: '2001:db8::1' },
    { words: [0, 0, 0, 0], text: '::' },
    { words: [0, 0, 0, 1], text: '::1' },
    { words: [0x20010db8, 0x00010000, 0, 0], text: '2001:db8:1::' },
    { words: [0x20010db8, 0, 0x00010000, 0], text: '2001:db8:0:0:1::' },
    { words: [0x20010db8, 0, 0x00010001, 0], text: '2001:db8::1:1:0:0' },
    { words: [0x20010db8, 0x00000001, 0x00010001, 0x00010001], text: '2001:db8:0:1:1:1:1:1' },
  ])('$text is written as RFC 5952 says', ({ words, text }) => {
    expect(addressText({ version: 6, words: Int32Array.from(words), port: 0 })).toBe(text)
  })
})

describe('a Community ID', () => {
  const endpoint = (address: readonly number[], port: number): Endpoint => ({
    version: 4,
    words: Int32Array.of(Buffer.from(address).readInt32BE(0), 0, 0, 0),
    port,
  })
  const client = endpoint([128, 232, 110, 120], 34855)
  const server = endpoint([66, 35, 250, 204], 80)

  test('is the one of the specification, in both directions', () => {
    expect(communityId(client, server)).toBe('1:LQU9qZlK+B5F3KDmev6m5PMibrg=')
    expect(communityId(server, client)).toBe('1:LQU9qZlK+B5F3KDmev6m5PMibrg=')
  })
})
