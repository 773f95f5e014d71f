// Lines of Cloudflare's dataset http_requests, with the custom fields that its connector recommends.
import { bytesOf, header, type Passed, versionOf } from './passed.ts'

export const cloudflare = (passed: Passed): string => {
  const [, cookie] = /(?:^|; )sid=(\w+)/.exec(header(passed, 'Cookie') ?? '') ?? []
  const origin = header(passed, 'Origin')
  // More digits than a number holds.
  const nanoseconds = (us: number): string => `${us}000`
  const line = JSON.stringify({
    ClientIP: passed.client,
    ClientASN: networkOf(passed.client),
    ClientRequestBytes: bytesOf(passed, 'client'),
    ClientRequestHost: passed.host,
    ClientRequestMethod: 'GET',
    ClientRequestProtocol: 'HTTP/1.1',
    ClientRequestReferer: '',
    ClientRequestScheme: 'https',
    ClientRequestURI: passed.path,
    ClientRequestUserAgent: header(passed, 'User-Agent') ?? '',
    ClientSrcPort: passed.clientPort,
    EdgeEndTimestamp: 'END',
    EdgeResponseBodyBytes: passed.bodies.server,
    EdgeResponseBytes: bytesOf(passed, 'server'),
    EdgeResponseStatus: passed.status,
    EdgeStartTimestamp: 'START',
    RequestHeaders: {
      ...(origin !== null && { origin }),
      'sec-websocket-version': versionOf(passed),
      upgrade: 'websocket',
    },
    ...(cookie !== undefined && { Cookies: { sid: cookie } }),
    ResponseHeaders: { ...(passed.subprotocol !== null && { 'sec-websocket-protocol': passed.subprotocol }) },
  })
  return line.replace('"END"', nanoseconds(passed.endUs)).replace('"START"', nanoseconds(passed.startUs))
}

/** Addresses of a scene beyond two hundred are of another provider. */
const networkOf = (address: string): number => (Number(address.split('.')[3] ?? 0) > 200 ? 64501 : 64500)
