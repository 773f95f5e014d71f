// What Redis, TLS and ioredis throw, and which operational error comes of it.
import { describe, expect, test } from 'vitest'
import { OperationalError } from '../../../src/errors.ts'
import { trouble } from '../../../src/queue/redis/trouble.ts'

const reply = (message: string): Error => Object.assign(new Error(message), { name: 'ReplyError' })
const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code })
const around = (error: Error): Error =>
  Object.assign(new Error('Failed to refresh slots cache.'), { lastNodeError: error })
const happyEyeballs = (...errors: readonly Error[]): Error =>
  Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' })

describe('trouble with Redis', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['a wrong password', reply('WRONGPASS invalid username-password pair'), 'QUEUE_REFUSED', /WRONGPASS/],
    ['no password', reply('NOAUTH Authentication required.'), 'QUEUE_REFUSED', /it asks for a password\. Check/],
    ['what a user may not do', reply('NOPERM this user has no permissions'), 'QUEUE_REFUSED', /NOPERM/],
    ['a server without room', reply('OOM command not allowed'), 'QUEUE_FAILED', /OOM/],
    ['nobody there', coded('ECONNREFUSED'), 'QUEUE_UNREACHABLE', /nothing listens there/],
    [
      'nobody at any address',
      happyEyeballs(coded('EHOSTUNREACH'), coded('ECONNREFUSED')),
      'QUEUE_UNREACHABLE',
      /nothing listens/,
    ],
    ['a node of a cluster', around(reply('NOAUTH Authentication required.')), 'QUEUE_REFUSED', /a password/],
    ['an authority nobody knows', coded('SELF_SIGNED_CERT_IN_CHAIN'), 'QUEUE_UNTRUSTED', /not known here/],
    ['a certificate for another', coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'QUEUE_UNTRUSTED', /for another host/],
    ['no TLS', coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'QUEUE_UNTRUSTED', /does not speak TLS/],
    ['a connection that broke', new Error('Connection is closed.'), 'QUEUE_UNREACHABLE', /closed the connection/],
    ['a command that took too long', new Error('Command timed out'), 'QUEUE_UNREACHABLE', /did not answer in time/],
    [
      'a connection that is being mended',
      new Error("Stream isn't writeable and enableOfflineQueue options is false"),
      'QUEUE_UNREACHABLE',
      /no connection/,
    ],
    ['what nobody thought of', new Error('The moon is full.'), 'QUEUE_UNREACHABLE', /The moon is full\. Check/],
  ])('%s', (_, error, code, message) => {
    const said = trouble(error, 'redis.example.com:6379')
    expect(said).toMatchObject({ code, cause: error, message: expect.stringMatching(message) })
    expect((said as Error).message).toContain('redis.example.com:6379')
  })

  test.each([new TypeError('x is undefined'), new RangeError('too long'), new OperationalError('LEASE_LOST', {})])(
    'is not what is ours: %s',
    (error) => {
      expect(trouble(error, 'here')).toBe(error)
    },
  )
})
