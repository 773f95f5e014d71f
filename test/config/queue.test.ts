// `queue` in tripline.yaml: one way to Redis, and only ways that can work.
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/config/parse.ts'

const problems = (queue: string): readonly string[] => {
  const parsed = parseConfig(`version: 1\nqueue: ${queue}\n`)
  return parsed.ok ? [] : parsed.diagnostics.map(({ message }) => message)
}

describe('a way to Redis', () => {
  test.each([
    '{ redis: "redis://127.0.0.1:6379" }',
    '{ redis: "rediss://tripline@[2001:db8::1]:6380/2", ca_file: ca.pem, password_file: redis.key }',
    '{ sentinel: { name: main, nodes: ["a:26379"], tls: true }, ca_file: ca.pem }',
    '{ cluster: { nodes: ["a:7000", "b:7000"] } }',
  ])('%s', (queue) => {
    expect(problems(queue)).toEqual([])
  })
})

describe('no way to Redis', () => {
  test.each([
    ['{ prefix: x }', /^queue: needs one of/],
    ['{ redis: "redis://a", cluster: { nodes: ["a:7000"] } }', /^queue: needs one of/],
    ['{ redis: "redis://a", ca_file: ca.pem }', /^queue: has a ca_file/],
    ['{ redis: "http://a" }', /^queue\.redis: must be a URL/],
    ['{ redis: "127.0.0.1:6379" }', /^queue\.redis: must be a URL/],
    ['{ redis: "redis://:secret@a" }', /^queue\.redis: must not hold the password/],
    ['{ redis: "redis://a/main" }', /^queue\.redis: must end in the number/],
    ['{ sentinel: { name: main, nodes: [] } }', /^queue\.sentinel\.nodes: must name/],
    ['{ cluster: { nodes: [a] } }', /^queue\.cluster\.nodes\.0: must be host:port/],
  ])('%s', (queue, message) => {
    expect(problems(queue)).toEqual([expect.stringMatching(message)])
  })
})
