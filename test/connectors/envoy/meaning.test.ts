// What lines of Envoy mean: operators, who ended it, and what a stranger’s quotes cannot change.
import { describe, expect, test } from 'vitest'
import { envoy } from '../../../connectors/envoy/connector.ts'
import { endedByDetails, endedByFlags } from '../../../connectors/envoy/ended-by.ts'
import { documentsOf, readText } from '../read.ts'

type Document = Readonly<Record<string, unknown>>

function readOne(line: string, settings: Readonly<Record<string, unknown>>): Document {
  const { batch, unread } = readText(envoy, `${line}\n`, { settings })
  expect(unread).toEqual([])
  return documentsOf({ batch, unread }).at(-1)!
}

test.each([
  ['UC', 'server'],
  ['DC', 'client'],
  ['SI', 'limit'],
  ['DT', 'limit'],
  ['NR,DC', 'client'],
  ['UpstreamConnectionTermination', 'server'],
  ['NR', null],
  ['', null],
])('a connection with the flags %j was ended by %j', (flags, by) => {
  expect(endedByFlags(flags)).toBe(by)
})

test.each([
  ['upstream_reset_after_response_started{connection_termination}', 'server'],
  ['downstream_remote_disconnect', 'client'],
  ['stream_idle_timeout', 'limit'],
  ['via_upstream', null],
])('a connection with the details %j was ended by %j', (details, by) => {
  expect(endedByDetails(details)).toBe(by)
})

test.each([
  ['%DOWNSTREAM_REMOTE_ADDRESS%', '203.0.113.7:51234', 'source.ip', '203.0.113.7'],
  ['%DOWNSTREAM_REMOTE_ADDRESS%', '203.0.113.7:0', 'source.ip', undefined],
  ['%DOWNSTREAM_REMOTE_ADDRESS%', '203.0.113.7:0', 'client.ip', '203.0.113.7'],
  ['%DOWNSTREAM_REMOTE_ADDRESS%', '[2001:db8::7]:51234', 'source.ip', '2001:db8::7'],
  [
    '%DOWNSTREAM_REMOTE_ADDRESS% %DOWNSTREAM_DIRECT_REMOTE_ADDRESS%',
    '203.0.113.7:9 10.0.0.1:8',
    'source.ip',
    '10.0.0.1',
  ],
  [
    '%DOWNSTREAM_REMOTE_ADDRESS% %DOWNSTREAM_DIRECT_REMOTE_ADDRESS%',
    '203.0.113.7:9 10.0.0.1:8',
    'client.ip',
    '203.0.113.7',
  ],
  ['%REQ(X-FORWARDED-FOR)%', '198.51.100.4, 203.0.113.7', 'client.ip', '203.0.113.7'],
  ['%REQ(X-FORWARDED-FOR)%', '198.51.100.4, 203.0.113.7, 10.0.0.9', 'client.ip', '203.0.113.7'],
  ['%REQ(X-FORWARDED-FOR)% %DOWNSTREAM_REMOTE_ADDRESS%', '198.51.100.4 203.0.113.7:9', 'client.ip', '203.0.113.7'],
  ['%REQ(x-envoy-original-path?:path)%', '/ws?a=1', 'url.path', '/ws'],
  ['%REQ_WITHOUT_QUERY(:PATH)%', '/ws', 'url.path', '/ws'],
  ['%RESPONSE_CODE%', '0', 'http.response.status_code', undefined],
  ['%RESPONSE_CODE% %RESPONSE_FLAGS%', '101 UC', 'envoy.response_flags', 'UC'],
  [
    '%RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%',
    '101 - downstream_remote_disconnect',
    'websocket.close.by',
    'client',
  ],
  ['%RESP(X-Trace)%', 'abc', 'envoy.response.x_trace', 'abc'],
  ['%REQ(X-API-KEY)%', 'abc', 'envoy.request.x_api_key', undefined],
  ['%DYNAMIC_METADATA(geo:country)%', 'de', 'envoy.dynamic_metadata.geo_country', 'de'],
])('%s of %s: %s is %j', (format, values, field, value) => {
  expect(readOne(`2026-11-22T04:22:05.250Z ${values}`, { format: `%START_TIME% ${format}` })[field]).toEqual(value)
})

test.each([
  ['%START_TIME% %DURATION%', '2026-11-22T04:22:05.250Z 2500', '2026-11-22T04:22:07.750Z'],
  ['%START_TIME(%s.%6f)%', '1795321325.250001', '2026-11-22T04:22:05.250001Z'],
  ['%START_TIME(%Y/%m/%dT%H:%M:%S%z %s)%', '2026/11/22T04:22:05+0000 1795321325', undefined],
  ['%START_TIME% %EMIT_TIME%', '2026-11-22T04:22:05.250Z 2026-11-22T04:22:07.750Z', '2026-11-22T04:22:07.750Z'],
])('a line of %s is of the time %s says: %s', (format, line, time) => {
  const configured = envoy.configure({ format })
  expect(configured.ok).toBe(time !== undefined)
  if (configured.ok) expect(readOne(line, { format })['@timestamp']).toBe(time)
})

describe('quotes in headers', () => {
  const line = (forwarded: string, agent: string): string =>
    `[2026-11-22T04:22:05.250Z] "GET /ws HTTP/1.1" 101 UC 86 66 2500 - "${forwarded}" "${agent}" "id" "h.example" "192.0.2.1:80"`

  test('alone do not hide anything', () => {
    const document = readOne(line('203.0.113.7', 'an "agent"'), {})
    expect([document['client.ip'], document['user_agent.original']]).toEqual(['203.0.113.7', 'an "agent"'])
  })

  test.each([
    ['6.6.6.6" "x, 203.0.113.7', 'agent'],
    ['203.0.113.7', 'x, 6.6.6.6" "agent'],
  ])('never make somebody another: %s, %s', (forwarded, agent) => {
    const document = readOne(line(forwarded, agent), {})
    expect(document['client.ip']).toBeUndefined()
    expect(JSON.stringify(document)).not.toContain('6.6.6.6')
    expect([document['url.domain'], document['event.duration'], document['websocket.client.bytes']]).toEqual([
      'h.example',
      2_500_000_000,
      86,
    ])
  })
})

test('a json_format of one’s own is read by its keys', () => {
  const format =
    '{"t":"%START_TIME%","in":{"line":"%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%"},"flags":"%RESPONSE_FLAGS%","code":"%RESPONSE_CODE%"}'
  const line = '{"t":"2026-11-22T04:22:05.250Z","in":{"line":"GET /ws HTTP/1.1"},"flags":"DC","code":101}'
  const document = readOne(line, { format })
  expect([document['url.path'], document['websocket.close.by']]).toEqual(['/ws', 'client'])
})
