// Credentials of a request: which one makes the session, and that none is left in a query.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { cookies, maskQuery, sessionHash, sessionOf } from '../../src/request/session.ts'
import type { RequestSettings } from '../../src/request/settings.ts'

/** The credential itself in place of its hash, so that a test can see which one was taken. */
const settings: RequestSettings = {
  origins: [],
  sessionCookies: [],
  hashSession: (credential) => credential,
  trustedProxies: createTrustedProxies([]),
}

describe('the session', () => {
  test.each([
    ['a cookie', { cookie: 'theme=dark; session=abc' }, { id: 'abc', from: 'cookie' }],
    ['a cookie with a prefix', { cookie: '__Host-sid=abc' }, { id: 'abc', from: 'cookie' }],
    ['a bearer token', { authorization: 'bearer  abc' }, { id: 'abc', from: 'bearer' }],
    ['a token in the query', { query: 'room=4&access_token=abc' }, { id: 'abc', from: 'query' }],
    ['a JWT of any name in the query', { query: 'x=eyJh.e30.abc' }, { id: 'eyJh.e30.abc', from: 'query' }],
    ['a JWT without a name in the query', { query: 'eyJh.e30.abc' }, { id: 'eyJh.e30.abc', from: 'query' }],
    [
      'a cookie before a token',
      { cookie: 'sid=a', authorization: 'Bearer b', query: 'token=c' },
      { id: 'a', from: 'cookie' },
    ],
    [
      'a token before a query',
      { cookie: 'sid=', authorization: 'Bearer b', query: 'token=c' },
      { id: 'b', from: 'bearer' },
    ],
    ['the first token that is not empty', { query: 'token=&jwt=abc' }, { id: 'abc', from: 'query' }],
    ['neither another cookie', { cookie: 'theme=dark; inside=1' }, null],
    ['nor another scheme', { authorization: 'Basic YTpi' }, null],
    ['nor an id that is no secret', { query: 'sid=abc&EIO=4' }, null],
    ['nor nothing', {}, null],
  ])('is of %s', (_name, request, session) => {
    expect(sessionOf(request, settings)).toEqual(session)
  })

  test('is of the cookies that the config names, and of no others', () => {
    const own = { ...settings, sessionCookies: ['who'] }
    expect(sessionOf({ cookie: 'session=abc; who=me' }, own)).toEqual({ id: 'me', from: 'cookie' })
    expect(sessionOf({ cookie: 'session=abc' }, own)).toBeNull()
  })
})

test('a hash is the same under the same key alone', () => {
  const hash = sessionHash('key')
  expect(hash('abc')).toMatch(/^[\w-]{16}$/)
  expect(sessionHash('key')('abc')).toBe(hash('abc'))
  expect(hash('abd')).not.toBe(hash('abc'))
  expect(sessionHash('another')('abc')).not.toBe(hash('abc'))
})

test.each([
  [
    'a=1; b=2',
    [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ],
  ],
  [
    ' a = x=y ;;b',
    [
      { name: 'a', value: 'x=y' },
      { name: 'b', value: '' },
    ],
  ],
  ['', []],
])('the cookies of %j', (header, pairs) => {
  expect(cookies(header)).toEqual(pairs)
})

describe('a masked query', () => {
  test.each([
    ['token=eyJh.e30.abc&room=4', 'token=***&room=4'],
    ['room=4&API_KEY=a=b', 'room=4&API_KEY=***'],
    ['x=eyJh.e30.abc', 'x=***'],
    ['eyJh.e30.abc&room=4', '***&room=4'],
    ['token=a&token=b', 'token=***&token=***'],
    ['token=&flag&empty=&room=4', 'token=&flag&empty=&room=4'],
    ['token', 'token'],
    ['flag&flag=', 'flag&flag='],
    ['&&a==b&', '&&a==b&'],
    ['', ''],
  ])('of %j is %j', (query, masked) => {
    expect(maskQuery(query)).toBe(masked)
  })

  const name = fc.constantFrom('token', 'access_token', 'room', 'v', 'sid', '')
  const pairs = fc.array(fc.tuple(name, fc.stringMatching(/^[a-z0-9=%.]{0,6}$/)))

  test('keeps all but the values of tokens', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const query = all.map(([key, value]) => `${key}=${value}`).join('&')
        const expected = all.map(([key, value]) => `${key}=${key.endsWith('token') && value !== '' ? '***' : value}`)
        expect(maskQuery(query)).toBe(expected.join('&'))
      }),
    )
  })

  test('stays as it is when it is masked again', () => {
    fc.assert(
      fc.property(fc.string(), (query) => {
        expect(maskQuery(maskQuery(query))).toBe(maskQuery(query))
      }),
    )
  })
})
