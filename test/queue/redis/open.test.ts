// What a URL of Redis says, and how a server is called towards people.
import { describe, expect, test } from 'vitest'
import { isOlder } from '../../../src/queue/redis/check-server.ts'
import { parseRedisUrl, whereIs } from '../../../src/queue/redis/open.ts'

describe('a URL', () => {
  const plain = { secure: false, host: '127.0.0.1', port: 6379, db: 0 }

  test.each([
    ['redis://127.0.0.1', plain],
    ['redis://127.0.0.1:7000/2', { ...plain, port: 7000, db: 2 }],
    ['rediss://redis.example.com/', { ...plain, secure: true, host: 'redis.example.com' }],
    ['redis://[2001:db8::1]:6380', { ...plain, host: '2001:db8::1', port: 6380 }],
    ['redis://a%40b@127.0.0.1', { ...plain, username: 'a@b' }],
  ])('%s', (text, address) => {
    expect(parseRedisUrl(text)).toEqual(address)
  })
})

test('a server is named as the config does, without who we are there', () => {
  const prefix = 'p'
  expect(whereIs({ redis: 'rediss://me@redis.example.com:6380/1', prefix })).toBe('redis.example.com:6380')
  expect(whereIs({ sentinel: { name: 'main', nodes: ['a:1', 'b:2'], tls: false }, prefix })).toBe(
    'a:1, b:2 (sentinels of main)',
  )
  expect(whereIs({ cluster: { nodes: ['a:1'], tls: true }, prefix })).toBe('a:1 (cluster)')
})

test.each([
  ['5.0.14', true],
  ['6.0.16', true],
  ['6.2.0', false],
  ['7.0.15', false],
  ['10.1', false],
])('version %s is too old: %s', (version, expected) => {
  expect(isOlder(version)).toBe(expected)
})
