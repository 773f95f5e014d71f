// What lines of HAProxy mean: variables, captured headers, the state at the end, and what stands before the message.
import { describe, expect, test } from 'vitest'
import { haproxy } from '../../../connectors/haproxy/connector.ts'
import { messageStart } from '../../../connectors/haproxy/message.ts'
import { endedBy } from '../../../connectors/haproxy/termination.ts'
import { documentsOf, readText } from '../read.ts'

type Document = Readonly<Record<string, unknown>>

function readOne(format: string, line: string, settings: Readonly<Record<string, unknown>> = {}): Document {
  const { batch, unread } = readText(haproxy, `${line}\n`, { settings: { format, ...settings } })
  expect(unread).toEqual([])
  return documentsOf({ batch, unread }).at(-1)!
}

test.each([
  ['----', null],
  ['CD--', 'client'],
  ['SD--', 'server'],
  ['cD--', 'limit'],
  ['sD--', 'limit'],
  ['KD--', 'limit'],
  ['D---', 'server'],
  ['', null],
])('a session that ended as %j was ended by %j', (state, by) => {
  expect(endedBy(state)).toBe(by)
})

test.each([
  ['%ci:%cp', '203.0.113.7:51234', 'source.port', 51234],
  ['%ci:%cp', '2001:db8::7:51234', 'source.ip', '2001:db8::7'],
  ['%ci %[fc_src]', '198.51.100.4 203.0.113.7', 'client.ip', '198.51.100.4'],
  ['%{+Q}r', '"GET /a#22b HTTP/1.1"', 'url.path', '/a"b'],
  ['%{+Q}HU', '"/a\\"', 'url.path', '/a\\'],
  ['%HM %HP%HQ %HV', 'GET /ws?a=1 HTTP/1.1', 'url.query', 'a=1'],
  ['%{+X}cp', 'C822', 'source.port', undefined],
  ['%ST', '-1', 'http.response.status_code', undefined],
  ['%ST %B', '101 +129', 'http.response.bytes', undefined],
  ['%ST %Ta', '101 +1', 'event.duration', undefined],
  ['%ST %Ta', '101 2500', 'event.duration', 2_500_000_000],
  ['%ST %tsc', '101 cD--', 'websocket.close.by', 'limit'],
  ['%ST %tsc', '101 cD--', 'haproxy.termination_state', 'cD--'],
  ['%ft', 'fe_main~', 'haproxy.frontend', 'fe_main~'],
  ['%ft %[var(txn.host)] %HU', 'fe~ app.example.com /', 'url.full', 'https://app.example.com/'],
  ['%{+Q}[var(txn.user_agent)]', '"a "quoted" one"', 'user_agent.original', 'a "quoted" one'],
  ['"%[var(txn.ua),json]"', '"a \\"quoted\\" one"', 'user_agent.original', 'a "quoted" one'],
  ['%[var(txn.region)]', 'eu-1', 'haproxy.var.txn.region', 'eu-1'],
  ['%[capture.req.hdr(0)]', 'session=s3cr3t', 'haproxy.capture.req.hdr.0', undefined],
  ['%[req.cook(session)]', 's3cr3t', 'session.from', 'cookie'],
])('%s of %s: %s is %j', (format, values, field, value) => {
  expect(readOne(`%T ${format}`, `22/Nov/2026:04:22:05 +0000 ${values}`)[field]).toEqual(value)
})

test('no header that nobody named is kept, whatever is in it', () => {
  const document = readOne('%T %[capture.req.hdr(0)] %hr', '22/Nov/2026:04:22:05 +0000 Bearer x {session=y}')
  expect(JSON.stringify(document)).not.toMatch(/Bearer|session=/)
})

test.each([
  ['%tr', '22/Nov/2026:05:22:05.250', '2026-11-22T04:22:05.250Z'],
  ['%t', '22/Nov/2026:05:22:05.250', '2026-11-22T04:22:05.250Z'],
  ['%Tl', '22/Nov/2026:05:22:05 +0100', '2026-11-22T04:22:05.000Z'],
  ['%Ts.%ms', '1795321325.250', '2026-11-22T04:22:05.250Z'],
  ['%Ts', '1795321325', '2026-11-22T04:22:05.000Z'],
  ['%T %tr', '22/Nov/2026:04:22:04 +0000 22/Nov/2026:05:22:05.250', '2026-11-22T04:22:05.250Z'],
])('a line of %s is of the time %s says: %s', (format, line, time) => {
  expect(readOne(format, line, { timezone: 'Europe/Berlin' })['@timestamp']).toBe(time)
})

describe('lines of haproxy.cfg', () => {
  const line = '203.0.113.7:51234 [22/Nov/2026:04:22:05.250] fe be/s 0/0/0/1/2500 101 387 - - ---- 1/1/0/0/0 0/0'

  test.each([
    ['capture request header Origin len 64\n', '{https://a.example}', 'https://a.example'],
    [
      'capture request header Host len 64\ncapture request header Origin len 64\n',
      '{x|https://a.example}',
      'https://a.example',
    ],
    [
      'declare capture request len 64\ncapture request header Origin len 64\n',
      '{x|https://a.example}',
      'https://a.example',
    ],
    ['http-request capture req.hdr(Origin) len 64\noption httplog\n', '{https://a.example}', 'https://a.example'],
    ['capture request header Host len 64\n', '{https://a.example}', undefined],
    ['httplog', '{https://a.example}', 'https://a.example'],
    ['httplog', '{https://a.example/path}', undefined],
  ])('%j names what is captured in %s', (format, block, origin) => {
    expect(readOne(format, `${line} ${block} "GET / HTTP/1.1"`)['http.request.origin']).toBe(origin)
  })

  test('where an Origin that was captured is empty, that is known too', () => {
    const format = 'capture request header Origin len 64\ncapture request header User-Agent len 64\n'
    expect(readOne(format, `${line} {|Mozilla/5.0} "GET / HTTP/1.1"`)['http.request.origin_foreign']).toBe(true)
    expect(readOne('httplog', `${line} {|Mozilla/5.0} "GET / HTTP/1.1"`)['http.request.origin_foreign']).toBe(undefined)
  })
})

test.each([
  ['', ''],
  ['203.0.113.7:1 [', '203.0.113.7:1 ['],
  ['2001:db8::7:1 [', '2001:db8::7:1 ['],
  ['{"a":"b: c"}', '{"a":"b: c"}'],
  ['Nov 22 04:22:07 edge haproxy[1]: x', 'x'],
  ['Nov  2 04:22:07 edge haproxy: x: y', 'x: y'],
  ['<134>Nov 22 04:22:07 haproxy[1]: x', 'x'],
  ['2026-11-22T04:22:07.123+01:00 edge haproxy[1]: x', 'x'],
  ['<134>1 2026-11-22T04:22:07Z edge haproxy 1 - - x', 'x'],
  ['<134>1 2026-11-22T04:22:07Z edge haproxy 1 - [a b="c"] x', 'x'],
  ['<134>1 2026-11-22T04:22:07Z edge', '<134>1 2026-11-22T04:22:07Z edge'],
])('of %j the message is %j', (line, message) => {
  expect(line.slice(messageStart(line))).toBe(message)
})
