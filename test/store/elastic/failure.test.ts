// What the client throws, and what people are told: each with what to do about it, none with a secret.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectElastic } from '../../../src/store/elastic/connect.ts'
import { describeRefusal, failure, reasonOf } from '../../../src/store/elastic/failure.ts'

const url = 'https://search.example.com:9200'
const thrown = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name }, more)

test.each([
  ['ELASTIC_UNREACHABLE', thrown('ConnectionError', 'connect ECONNREFUSED 127.0.0.1:9200')],
  ['ELASTIC_UNREACHABLE', thrown('ConnectionError', 'getaddrinfo ENOTFOUND search.example.com')],
  ['ELASTIC_UNREACHABLE', thrown('TimeoutError', 'Request timed out')],
  ['ELASTIC_TLS', thrown('ConnectionError', 'self-signed certificate in certificate chain')],
  ['ELASTIC_TLS', thrown('ConnectionError', 'unable to verify the first certificate')],
  ['ELASTIC_TLS', thrown('ConnectionError', "Hostname/IP does not match certificate's altnames")],
  ['ELASTIC_OTHER', thrown('ProductNotSupportedError', 'The client noticed that the server is not Elasticsearch')],
  ['ELASTIC_CREDENTIALS', thrown('ResponseError', 'security_exception', { statusCode: 401 })],
  ['ELASTIC_PRIVILEGE', thrown('ResponseError', 'security_exception', { statusCode: 403 })],
  ['ELASTIC_FAILED', thrown('ResponseError', 'too many requests', { statusCode: 429 })],
])('%s: %s', (code, error) => {
  expect(failure(error, url)).toMatchObject({ code, message: expect.stringContaining(url), cause: error })
})

test('what is no failure of the server stays what it is', () => {
  const mistake = new TypeError('x is undefined')
  expect(failure(mistake, url)).toBe(mistake)
  expect(failure('text', url)).toBe('text')
})

test('a reason is in the words of the server, with what caused it, and is cut', () => {
  const cause = { type: 'illegal_argument_exception', reason: 'no such type' }
  const body = { error: { type: 'mapper_parsing_exception', reason: 'failed', caused_by: cause } }
  expect(reasonOf(thrown('ResponseError', 'long', { body }))).toBe(
    'mapper_parsing_exception: failed (illegal_argument_exception: no such type)',
  )
  expect(describeRefusal({})).toBe('error: ')
  expect(reasonOf(thrown('ResponseError', 'x'.repeat(9999))).length).toBeLessThan(400)
})

describe('a connection', () => {
  const plain = createServer((_, response) => response.end('{}'))
  const port = (server: typeof plain): number => (server.address() as AddressInfo).port

  beforeAll(async () => {
    await new Promise<void>((listening) => plain.listen(0, '127.0.0.1', listening))
  })
  afterAll(() => void plain.close())

  const asking = async (settings: { readonly url?: string; readonly cloudId?: string }): Promise<unknown> => {
    const elastic = await connectElastic({ ...settings, namespace: 'default' })
    const asked = elastic.ask((client) => client.indices.exists({ index: 'any' })).catch((error: unknown) => error)
    return asked.finally(() => elastic.close())
  }

  test('to something else is told', async () => {
    expect(await asking({ url: `http://127.0.0.1:${port(plain)}` })).toMatchObject({ code: 'ELASTIC_OTHER' })
  })

  test('with TLS to a server without it is told as that', async () => {
    const error = await asking({ url: `https://127.0.0.1:${port(plain)}` })
    expect(error).toMatchObject({ code: 'ELASTIC_UNREACHABLE', message: expect.stringContaining('speaks no TLS') })
  })

  test('to nobody is told with the address', async () => {
    expect(await asking({ url: 'http://127.0.0.1:1' })).toMatchObject({
      code: 'ELASTIC_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('with an id that is none of the cloud’s is refused before it is tried', async () => {
    await expect(asking({ cloudId: 'main' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test('is known by its URL without what is secret in it', async () => {
    const elastic = await connectElastic({ url: 'https://u:secret@search.example.com/es', namespace: 'default' })
    expect(elastic.url).toBe('https://search.example.com/es')
    await elastic.close()
  })
})
