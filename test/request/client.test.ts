// The real client behind proxies: what is believed of who passed a request on.

import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientIp, type PassedOn } from '../../src/request/client.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'

const proxies = createTrustedProxies(['10.0.0.0/8', '192.0.2.10', '2001:db8:a::/48'])
const proxy = '10.0.0.1'
const client = '203.0.113.9'

const behind = (said: PassedOn): string => clientIp(proxy, said, proxies)

describe('X-Forwarded-For', () => {
  test.each([
    ['one address', client, client],
    ['forged ones before it', `198.51.100.1, 127.0.0.1, ${client}`, client],
    ['trusted proxies behind it', `${client}, 10.0.0.9,192.0.2.10`, client],
    ['a trusted proxy that the client names', `10.0.0.9, ${client}`, client],
    ['nothing but trusted proxies', '10.0.0.7, 10.0.0.8', '10.0.0.7'],
    ['a port', `${client}:4711`, client],
    ['a port at a proxy', `${client}, 10.0.0.9:80`, client],
    ['IPv6', '2001:db8::7', '2001:db8::7'],
    ['IPv6 in its long spelling', '2001:0DB8:0:0:0:0:0:7', '2001:db8::7'],
    ['IPv6 in brackets', '[2001:db8::7]', '2001:db8::7'],
    ['IPv6 in brackets with a port', '[2001:db8::7]:443, 2001:db8:a::1', '2001:db8::7'],
    ['IPv4 inside IPv6', `::ffff:${client}`, client],
    ['empty elements', `, ${client}, ,`, client],
    ['a quote that is left open', `"for=, ${client}`, client],
    ['a malformed element at the end', `${client}, unknown`, proxy],
    ['a malformed element before a proxy', `${client}, 1.2.3, 10.0.0.9`, '10.0.0.9'],
    ['a name', 'localhost', proxy],
    ['an open bracket', '[2001:db8::7', proxy],
    ['a port that is none', `${client}:http`, proxy],
    ['nothing', '', proxy],
  ])('with %s', (_name, forwardedFor, expected) => {
    expect(behind({ forwardedFor })).toBe(expected)
  })
})

describe('Forwarded', () => {
  test.each([
    ['one address', `for=${client}`, client],
    ['other parameters', `by=10.0.0.1;For=${client};proto=https;host="a, b; c"`, client],
    ['forged ones before it', `for=198.51.100.1, for=${client}`, client],
    ['trusted proxies behind it', `for=${client};proto=https, for=10.0.0.9`, client],
    ['IPv6', 'for="[2001:db8::7]"', '2001:db8::7'],
    ['IPv6 and a port', 'for="[2001:db8::7]:4711"', '2001:db8::7'],
    ['IPv6 without its quotes', 'for=[2001:db8::7]', '2001:db8::7'],
    ['a hidden port', `for="${client}:_web"`, client],
    ['spaces', ` for=${client} ; proto=https `, client],
    ['an escaped quote', `for=${client};host="a\\"b"`, client],
    ['an open quote of the client', `for="x, for=${client}`, client],
    ['an open quote of the client before a quoted address', 'for=198.51.100.1;x=", for="[2001:db8::7]"', '2001:db8::7'],
    ['an address inside a quoted host', `for=${client};host="a, for=198.51.100.1"`, client],
    ['unknown', 'for=unknown', proxy],
    ['a hidden name', `for=${client}, for=_gateway`, proxy],
    ['nobody', 'proto=https', proxy],
    ['two of them in one element', `for=${client};for=198.51.100.1`, proxy],
    ['what is no parameter', `for=${client};oops`, proxy],
    ['an open quote of the proxy', `for="${client}`, proxy],
  ])('with %s', (_name, forwarded, expected) => {
    expect(behind({ forwarded })).toBe(expected)
  })
})

describe('of several headers', () => {
  const said = { forwardedFor: client, forwarded: 'for=198.51.100.2', realIp: '198.51.100.3' }

  test.each([
    ['X-Forwarded-For comes first', said, client],
    ['Forwarded is next', { ...said, forwardedFor: undefined }, '198.51.100.2'],
    ['X-Real-IP is last', { realIp: said.realIp }, '198.51.100.3'],
    ['an empty one is as if it were not there', { ...said, forwardedFor: '' }, '198.51.100.2'],
    ['a malformed one is not made up for by another', { ...said, forwardedFor: 'x' }, proxy],
    ['none is needed', {}, proxy],
  ])('%s', (_name, headers, expected) => {
    expect(behind(headers)).toBe(expected)
  })
})

test.each([
  ['a stranger', '198.51.100.7', proxies],
  ['a proxy that nobody trusts', proxy, createTrustedProxies([])],
  ['what is no address', 'unix:', proxies],
])('%s is not believed', (_name, source, trusted) => {
  expect(clientIp(source, { forwardedFor: client, forwarded: `for=${client}`, realIp: client }, trusted)).toBe(source)
})

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4().map((text) => text.replace(/^\d+/, '10')),
)
const shreds = fc.constantFrom(',', ';', '"', '\\', 'for=', '[', ']', ':', ' ', '10.0.0.1', '::1', '%', '_a', '0x7f')
const header = fc.option(
  fc.array(fc.oneof(address, shreds, fc.string({ maxLength: 3 })), { maxLength: 12 }).map((parts) => parts.join('')),
)

test('whatever the headers hold, the client is an address', () => {
  fc.assert(
    fc.property(address, header, header, header, (source, forwardedFor, forwarded, realIp) => {
      expect(isIP(clientIp(source, { forwardedFor, forwarded, realIp }, proxies))).not.toBe(0)
    }),
    { numRuns: 500 },
  )
})

test('nothing that a client sends outweighs what the proxy puts behind it', () => {
  const sent = fc.array(fc.oneof(address, shreds, fc.string({ maxLength: 3 }))).map((parts) => parts.join(''))
  fc.assert(
    fc.property(sent, (prefix) => {
      expect(behind({ forwardedFor: `${prefix}, ${client}` })).toBe(client)
      expect(behind({ forwarded: `${prefix}, for="${client}:4711";proto=https` })).toBe(client)
    }),
    { numRuns: 500 },
  )
})
