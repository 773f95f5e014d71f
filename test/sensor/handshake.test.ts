// The fields of a handshake, and what was agreed on.
import { describe, expect, test } from 'vitest'
import { anomalyNames } from '../../src/sensor/anomaly.ts'
import { agreedDeflate, readClientIp, readHandshake } from '../../src/sensor/handshake.ts'
import { parseRequest, parseResponse } from '../../src/sensor/http-head.ts'
import { requestSettings } from './decode.ts'
import { upgradeRequest, upgradeResponse } from './packets.ts'

const read = (request: Record<string, string> = {}, response: Record<string, string> = {}, path = '/chat') =>
  readHandshake(
    parseRequest(upgradeRequest(path, request).trimEnd())!,
    parseResponse(upgradeResponse(response).trimEnd())!,
    true,
    requestSettings,
  )

describe('a request', () => {
  test('names its URL with token-like values masked', () => {
    expect(read({ Host: 'App.Example.com:8080' }, {}, '/chat?token=abc&room=4')).toMatchObject({
      urlDomain: 'app.example.com',
      urlPath: '/chat',
      urlQuery: 'token=***&room=4',
      urlFull: 'ws://App.Example.com:8080/chat?token=***&room=4',
      sessionFrom: 'query',
    })
  })

  test('whose token comes back as the subprotocol names none', () => {
    const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln'
    const found = read({ 'Sec-WebSocket-Protocol': token }, { 'Sec-WebSocket-Protocol': token })
    expect(found.subprotocol).toBe('***')
    expect(found.anomalies).toBe(0)
  })

  test('to a proxy names its URL as any other', () => {
    expect(read({}, {}, 'http://app.example.com/chat?x=1')).toMatchObject({ urlPath: '/chat', urlQuery: 'x=1' })
  })

  test.each([
    { name: 'its own', headers: { Origin: 'https://www.example.com' }, foreign: false },
    { name: 'a stranger', headers: { Origin: 'https://example.com.evil.example.net' }, foreign: true },
    { name: 'none, from a program', headers: { 'User-Agent': 'Python/3.14 websockets/16.0' }, foreign: null },
    { name: 'none, from a browser', headers: { 'User-Agent': 'Mozilla/5.0', 'Accept-Language': 'de' }, foreign: true },
    { name: 'none, with Fetch Metadata', headers: { 'Sec-Fetch-Mode': 'websocket' }, foreign: true },
  ])('whose origin is $name: foreign is $foreign', ({ headers, foreign }) => {
    expect(read(headers).originForeign).toBe(foreign)
  })

  test.each([
    { authorization: 'Bearer abc', scheme: 'bearer', user: null, from: 'bearer' },
    { authorization: 'Basic YW5uYTpwYXNz', scheme: 'basic', user: 'anna', from: null },
    { authorization: 'Basic !!!', scheme: 'basic', user: null, from: null },
  ])('with $authorization', ({ authorization, scheme, user, from }) => {
    expect(read({ Authorization: authorization })).toMatchObject({
      authorizationScheme: scheme,
      userName: user,
      sessionFrom: from,
    })
  })
})

describe('passed on by a proxy', () => {
  const from = (headers: string) =>
    readClientIp(parseRequest(`GET /chat HTTP/1.1\r\n${headers}`)!, '10.0.0.1', requestSettings)

  test.each([
    ['X-Forwarded-For: 203.0.113.9', '203.0.113.9'],
    ['X-Forwarded-For: 203.0.113.9\r\nx-forwarded-for: 198.51.100.2, 10.0.0.9', '198.51.100.2'],
    ['Forwarded: for=203.0.113.9\r\nForwarded: for="[2001:db8::7]:443"', '2001:db8::7'],
    ['X-Real-IP: 203.0.113.9', '203.0.113.9'],
    ['Host: app.example.com', '10.0.0.1'],
  ])('with %j it is from %s', (headers, address) => {
    expect(from(headers)).toBe(address)
  })
})

describe('an answer', () => {
  test.each([
    { name: 'that fits', request: {}, response: {}, found: null },
    { name: 'to another key', request: {}, response: { 'Sec-WebSocket-Accept': 'x' }, found: ['accept_mismatch'] },
    {
      name: 'to a short key',
      request: { 'Sec-WebSocket-Key': 'aaaa' },
      response: {},
      found: ['accept_mismatch', 'key_invalid'],
    },
    {
      name: 'to an old version',
      request: { 'Sec-WebSocket-Version': '8' },
      response: {},
      found: ['version_unsupported'],
    },
    {
      name: 'with a subprotocol out of the blue',
      request: {},
      response: { 'Sec-WebSocket-Protocol': 'v1' },
      found: ['subprotocol_not_offered'],
    },
    {
      name: 'with a subprotocol that was offered',
      request: { 'Sec-WebSocket-Protocol': 'v0, v1' },
      response: { 'Sec-WebSocket-Protocol': 'v1' },
      found: null,
    },
    {
      name: 'with an extension out of the blue',
      request: {},
      response: { 'Sec-WebSocket-Extensions': 'permessage-deflate' },
      found: ['extension_not_offered'],
    },
  ] as { name: string; request: Record<string, string>; response: Record<string, string>; found: string[] | null }[])(
    '$name',
    ({ request, response, found }) => {
      expect(anomalyNames(read(request, response).anomalies)).toEqual(found)
    },
  )
})

describe('compression', () => {
  test.each([
    { extension: null, agreed: null },
    { extension: 'x-webkit-deflate-frame', agreed: null },
    {
      extension: 'permessage-deflate',
      agreed: { client: { takeover: true, windowBits: 15 }, server: { takeover: true, windowBits: 15 } },
    },
    {
      extension:
        'permessage-deflate; server_max_window_bits=10; client_no_context_takeover; client_max_window_bits="12"',
      agreed: { client: { takeover: false, windowBits: 12 }, server: { takeover: true, windowBits: 10 } },
    },
  ])('agreed on as $extension', ({ extension, agreed }) => {
    expect(agreedDeflate(extension === null ? null : [extension])).toEqual(agreed)
  })
})
