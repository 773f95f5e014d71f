// The fields of a handshake, and what was agreed on.
import { describe, expect, test } from 'vitest'
import { anomalyNames } from '../../src/sensor/anomaly.ts'
import { readClientIp, readHandshake } from '../../src/sensor/handshake.ts'
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

  test('and its referrer, with a token in a path masked', () => {
    const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln'
    expect(
      read({ Host: 'app.example.com', Referer: `https://app.example.com/${token}/in?token=abc` }, {}, `/ws/${token}/4`),
    ).toMatchObject({
      urlPath: '/ws/***/4',
      urlFull: 'ws://app.example.com/ws/***/4',
      referrer: 'https://app.example.com/***/in?token=***',
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

  test('with a whole URL goes to the host that it names, whatever Host says', () => {
    const { urlDomain, urlFull, anomalies } = read({}, {}, 'http://Other.example.net:81/chat')
    expect({ urlDomain, urlFull }).toEqual({
      urlDomain: 'other.example.net',
      urlFull: 'ws://Other.example.net:81/chat',
    })
    expect(anomalyNames(anomalies)).toEqual(['request_invalid'])
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

describe('a request violates', () => {
  const raw = (text: string, accepted = true) => {
    const request = parseRequest(text.trimEnd())!
    const response = accepted ? parseResponse(upgradeResponse().trimEnd()) : null
    return anomalyNames(readHandshake(request, response, accepted, requestSettings).anomalies)
  }
  const plain = upgradeRequest()

  test.each([
    { name: 'nothing', text: plain, found: null },
    {
      name: 'nothing with a list in Connection',
      text: plain.replace('Connection: Upgrade', 'Connection: keep-alive, Upgrade'),
      found: null,
    },
    { name: 'the method', text: plain.replace('GET', 'POST'), found: ['request_invalid'] },
    { name: 'the version of HTTP', text: plain.replace('HTTP/1.1', 'HTTP/1.0'), found: ['request_invalid'] },
    { name: 'Host by leaving it out', text: plain.replace(/Host: .*\r\n/, ''), found: ['request_invalid'] },
    { name: 'Host by two', text: plain.replace('Upgrade:', 'Host: b\r\nUpgrade:'), found: ['request_invalid'] },
    { name: 'Connection', text: plain.replace('Connection: Upgrade', 'Connection: close'), found: ['request_invalid'] },
    {
      name: 'the key by two',
      text: plain.replace('Sec-WebSocket-V', 'Sec-WebSocket-Key: b\r\nSec-WebSocket-V'),
      found: ['header_repeated'],
    },
    {
      name: 'the key by none',
      text: plain.replace(/Sec-WebSocket-Key: .*\r\n/, ''),
      found: ['accept_mismatch', 'key_invalid'],
    },
    {
      name: 'the form of a folded header',
      text: plain.replace('Upgrade: ', 'Upgrade:\r\n '),
      found: ['header_malformed'],
    },
    { name: 'the form of a name', text: plain.replace('Upgrade:', 'Upgrade :'), found: ['header_malformed'] },
    {
      name: 'the form of a line',
      text: plain.replace('Upgrade:', 'what is this\r\nUpgrade:'),
      found: ['header_malformed'],
    },
    { name: 'the form of a value', text: plain.replace('example', 'exa\0mple'), found: ['header_malformed'] },
    {
      name: 'the one length of its body',
      text: plain.replace('Upgrade:', 'Content-Length: 0\r\nTransfer-Encoding: chunked\r\nUpgrade:'),
      found: ['framing_ambiguous'],
    },
  ])('$name', ({ text, found }) => {
    expect(raw(text)).toEqual(found)
  })

  test('no less where it was refused', () => {
    expect(raw(plain.replace('GET', 'POST'), false)).toEqual(['request_invalid'])
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
  test('without the headers of an upgrade is told', () => {
    const bare = parseResponse(upgradeResponse().replace('Upgrade: websocket\r\n', '').trimEnd())!
    const { anomalies } = readHandshake(parseRequest(upgradeRequest().trimEnd())!, bare, true, requestSettings)
    expect(anomalyNames(anomalies)).toEqual(['response_invalid'])
  })

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
    {
      name: 'with more compression than was offered',
      request: { 'Sec-WebSocket-Extensions': 'permessage-deflate' },
      response: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits=9' },
      found: ['deflate_parameter_invalid'],
    },
  ] as { name: string; request: Record<string, string>; response: Record<string, string>; found: string[] | null }[])(
    '$name',
    ({ request, response, found }) => {
      expect(anomalyNames(read(request, response).anomalies)).toEqual(found)
    },
  )
})
