// Lines of Envoy: the json_format that its connector recommends, and its default.
import { bytesOf, endpoint, header, isUpgraded, type Passed, requestLine, tookUs, versionOf } from './passed.ts'
import { isoTime, milliseconds } from './times.ts'

export const envoy = (passed: Passed): string =>
  JSON.stringify({
    start_time: isoTime(passed.startUs),
    downstream_direct_remote_address: endpoint(passed),
    downstream_remote_address: endpoint(passed),
    method: 'GET',
    path: passed.path,
    protocol: 'HTTP/1.1',
    authority: passed.host,
    response_code: passed.status,
    response_flags: flagsOf(passed),
    response_code_details: detailsOf[flagsOf(passed)],
    bytes_received: passed.bodies.client,
    bytes_sent: passed.bodies.server,
    downstream_wire_bytes_received: bytesOf(passed, 'client'),
    downstream_wire_bytes_sent: bytesOf(passed, 'server'),
    duration: milliseconds(tookUs(passed)),
    upgrade: 'websocket',
    origin: header(passed, 'Origin'),
    cookie: header(passed, 'Cookie'),
    sec_websocket_version: versionOf(passed),
    subprotocol: passed.subprotocol,
    user_agent: header(passed, 'User-Agent'),
  })

/** With `use_remote_address`, Envoy adds its caller to X-Forwarded-For. */
export const envoyDefault = (passed: Passed): string =>
  [
    `[${isoTime(passed.startUs)}] "${requestLine(passed)}" ${passed.status} ${flagsOf(passed)}`,
    `${passed.bodies.client} ${passed.bodies.server} ${milliseconds(tookUs(passed))} -`,
    `"${passed.client}" "${header(passed, 'User-Agent') ?? '-'}" "-" "${passed.host}" "192.0.2.80:9000"`,
  ].join(' ')

const flagsOf = (passed: Passed): keyof typeof detailsOf => {
  if (!isUpgraded(passed)) return '-'
  return passed.endedBy === 'client' ? 'DC' : 'UC'
}

const detailsOf = {
  '-': 'via_upstream',
  DC: 'downstream_remote_disconnect',
  UC: 'upstream_reset_after_response_started{connection_termination}',
} as const
