// Lines of nginx: the log_format that its connector recommends, and `combined`.
import { bytesOf, header, isUpgraded, type Passed, requestLine, tookUs, versionOf } from './passed.ts'
import { commonTime, seconds } from './times.ts'

export const nginx = (passed: Passed): string =>
  JSON.stringify({
    msec: Number(seconds(passed.endUs, 3)),
    remote_addr: passed.client,
    remote_port: String(passed.clientPort),
    scheme: 'https',
    http_host: passed.host,
    request: requestLine(passed),
    status: passed.status,
    request_length: passed.heads.client,
    body_bytes_sent: passed.bodies.server,
    bytes_sent: bytesOf(passed, 'server'),
    request_time: Number(seconds(tookUs(passed), 3)),
    http_upgrade: 'websocket',
    http_origin: header(passed, 'Origin') ?? '',
    http_cookie: header(passed, 'Cookie') ?? '',
    http_user_agent: header(passed, 'User-Agent') ?? '',
    http_sec_websocket_version: versionOf(passed),
    sent_http_sec_websocket_protocol: passed.subprotocol ?? '',
    http_x_forwarded_for: '',
  })

export const nginxCombined = (passed: Passed): string =>
  [
    `${passed.client} - - [${commonTime(passed.endUs)} +0000] "${requestLine(passed)}" ${passed.status}`,
    isUpgraded(passed) ? passed.bodies.server : 0,
    `"-" "${header(passed, 'User-Agent') ?? '-'}"`,
  ].join(' ')
