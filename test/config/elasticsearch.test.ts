// `store.elasticsearch` in tripline.yaml: one server, one login, and only ways that can work.
import { expect, test } from 'vitest'
import { parseConfig } from '../../src/config/parse.ts'

const problems = (elasticsearch: string): readonly string[] => {
  const parsed = parseConfig(`version: 1\nstore:\n  elasticsearch: ${elasticsearch}\n`)
  return parsed.ok ? [] : parsed.diagnostics.map(({ message }) => message)
}

test.each([
  '{ url: "http://127.0.0.1:9200" }',
  '{ url: "https://[2001:db8::1]:9200/es", ca_file: ca.pem, api_key_file: es.key, namespace: prod, events: [message] }',
  '{ cloud_id: "main:ZXhhbXBsZS5jb20k", username: tripline, password_file: es.password }',
])('a server: %s', (written) => {
  expect(problems(written)).toEqual([])
})

test.each([
  ['{ namespace: prod }', /^store\.elasticsearch: needs url or cloud_id/],
  ['{ url: "http://a", cloud_id: "b:c" }', /^store\.elasticsearch: needs url or cloud_id/],
  ['{ url: "http://a", api_key_file: k, username: u, password_file: p }', /^store\.elasticsearch: has an API key and/],
  ['{ url: "http://a", username: u }', /^store\.elasticsearch: needs username and password_file/],
  ['{ url: "http://a", password_file: p }', /^store\.elasticsearch: needs username and password_file/],
  ['{ url: "http://a", ca_file: ca.pem }', /^store\.elasticsearch: has a ca_file and no TLS/],
  ['{ url: "ftp://a" }', /^store\.elasticsearch\.url: must be a URL/],
  ['{ url: "localhost:9200" }', /^store\.elasticsearch\.url: must be a URL/],
  ['{ url: "https://u:secret@a" }', /^store\.elasticsearch\.url: must not hold the password/],
  ['{ url: "http://a", namespace: Prod }', /^store\.elasticsearch\.namespace: must be lower case/],
  ['{ url: "http://a", events: [incident] }', /^store\.elasticsearch\.events\.0: must be one of/],
  ['{ url: "http://a", api_key: x }', /^store\.elasticsearch\.api_key$/],
])('no server: %s', (written, message) => {
  expect(problems(written)).toEqual([expect.stringMatching(message)])
})
