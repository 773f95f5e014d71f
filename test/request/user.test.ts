// Whom a request's credentials name.
import { describe, expect, test } from 'vitest'
import { userOf } from '../../src/request/user.ts'
import { requestSettings } from '../sensor/decode.ts'

const token = (claims: unknown): string =>
  ['{"alg":"none"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

const anna = token({ sub: 'anna', aud: 'app' })

describe('the user is', () => {
  test.each([
    { name: "Basic's", credentials: { authorization: 'Basic YW5uYTpwYXNz' }, user: 'anna' },
    { name: 'the subject of a bearer token', credentials: { authorization: `Bearer ${anna}` }, user: 'anna' },
    { name: 'the subject of a session cookie', credentials: { cookie: `theme=dark; session=${anna}` }, user: 'anna' },
    {
      name: 'the subject of a token in the query',
      credentials: { query: `room=4&access_token=${anna}` },
      user: 'anna',
    },
    {
      name: 'the subject of a token offered as a subprotocol',
      credentials: { subprotocols: ['v1', `auth-${anna}`] },
      user: 'anna',
    },
    {
      name: "the session cookie's before the bearer token's",
      credentials: { cookie: `session=${anna}`, authorization: `Bearer ${token({ sub: 'bert' })}` },
      user: 'anna',
    },
    { name: 'nobody in another cookie', credentials: { cookie: `theme=${anna}` }, user: null },
    { name: 'nobody in an opaque token', credentials: { authorization: 'Bearer eyJabc' }, user: null },
    {
      name: 'nobody in a token without a subject',
      credentials: { authorization: `Bearer ${token({ aud: 'app' })}` },
      user: null,
    },
    {
      name: 'nobody in a token whose subject is no text',
      credentials: { authorization: `Bearer ${token({ sub: 7 })}` },
      user: null,
    },
    { name: 'nobody in a token that is no JSON', credentials: { authorization: 'Bearer eyJh.AAAA.' }, user: null },
    {
      name: 'nobody by a name without end',
      credentials: { query: `t=${token({ sub: 'x'.repeat(300) })}` },
      user: null,
    },
    { name: 'nobody without credentials', credentials: {}, user: null },
  ])('$name', ({ credentials, user }) => {
    expect(userOf(credentials, requestSettings)).toBe(user)
  })
})
