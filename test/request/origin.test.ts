// Whose page opened the socket: what is at home and what is foreign.
import { describe, expect, test } from 'vitest'
import { bareHost, originFields } from '../../src/request/origin.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import type { RequestSettings } from '../../src/request/settings.ts'

const settings = (origins: readonly string[] = []): RequestSettings => ({
  origins,
  sessionCookies: [],
  hashSession: (credential) => credential,
  trustedProxies: createTrustedProxies([]),
})

describe('held against the Host', () => {
  test.each([
    ['https://app.example.com', 'app.example.com', 'app.example.com', false],
    ['https://App.Example.com:8443', 'app.example.com:443', 'app.example.com', false],
    ['https://www.example.com', 'api.example.com', 'www.example.com', false],
    ['https://www.example.co.uk', 'api.example.co.uk', 'www.example.co.uk', false],
    ['https://one.co.uk', 'two.co.uk', 'one.co.uk', true],
    ['https://one.github.io', 'two.github.io', 'one.github.io', true],
    ['https://app.example.com.evil.example.net', 'app.example.com', 'app.example.com.evil.example.net', true],
    ['https://evilexample.com', 'example.com', 'evilexample.com', true],
    ['http://localhost:3000', 'localhost:8080', 'localhost', false],
    ['http://192.0.2.1', '192.0.2.1:8080', '192.0.2.1', false],
    ['http://192.0.2.1', '192.0.2.2', '192.0.2.1', true],
    ['http://[2001:db8::1]:80', '[2001:db8::1]', '2001:db8::1', false],
    ['null', 'app.example.com', null, true],
    ['', 'app.example.com', null, true],
    ['https://', 'app.example.com', null, true],
    ['app.example.com', 'app.example.com', null, true],
  ])('%j at %s is of %j, foreign: %j', (origin, host, domain, foreign) => {
    expect(originFields({ origin, host, fromBrowser: true }, settings())).toEqual({ origin, domain, foreign })
  })
})

describe('held against the config', () => {
  test.each([
    ['https://app.example.com', ['https://app.example.com'], false],
    ['HTTPS://APP.example.com', ['https://app.example.com'], false],
    ['http://app.example.com', ['https://app.example.com'], true],
    ['https://sub.app.example.com', ['https://app.example.com'], true],
    ['https://sub.example.com', ['Example.com'], false],
    ['https://example.com', ['example.com'], false],
    ['https://notexample.com', ['example.com'], true],
    ['https://app.example.com', ['other.example.net', 'example.com'], false],
    ['https://host.example.org', ['example.com'], true],
  ])('%s is foreign to %j: %j', (origin, origins, foreign) => {
    const request = { origin, host: 'host.example.org', fromBrowser: true }
    expect(originFields(request, settings(origins)).foreign).toBe(foreign)
  })
})

test.each([
  ['a browser', true, true],
  ['a program', false, null],
])('without an Origin, of %s, foreign is %j', (_name, fromBrowser, foreign) => {
  const fields = originFields({ host: 'app.example.com', fromBrowser }, settings())
  expect(fields).toEqual({ origin: null, domain: null, foreign })
})

test.each([
  ['App.Example.com:8443', 'app.example.com'],
  ['app.example.com', 'app.example.com'],
  ['app.example.com:', 'app.example.com'],
  ['[2001:DB8::1]:80', '2001:db8::1'],
  ['', ''],
])('the host of %j is %j', (host, bare) => {
  expect(bareHost(host)).toBe(bare)
})
