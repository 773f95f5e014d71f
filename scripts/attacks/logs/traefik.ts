// Lines of Traefik: JSON with all headers kept, and its Common Log Format.
import { endpoint, header, isUpgraded, type Passed, requestLine, tookUs, versionOf } from './passed.ts'
import { commonTime, milliseconds, preciseTime } from './times.ts'

export const traefik = (passed: Passed): string => {
  const { client, clientPort, host, path, startUs, endUs } = passed
  return JSON.stringify({
    ClientAddr: endpoint(passed),
    ClientHost: client,
    ClientPort: String(clientPort),
    ClientUsername: '-',
    DownstreamContentSize: sizeOf(passed),
    DownstreamStatus: statusOf(passed),
    Duration: tookUs(passed) * 1000,
    OriginContentSize: sizeOf(passed),
    OriginStatus: statusOf(passed),
    RequestAddr: host,
    RequestContentSize: 0,
    RequestHost: host,
    RequestMethod: 'GET',
    RequestPath: path,
    RequestPort: '-',
    RequestProtocol: 'HTTP/1.1',
    RequestScheme: 'https',
    RouterName: 'chat@docker',
    ServiceName: 'chat@docker',
    StartUTC: preciseTime(startUs),
    ...(isUpgraded(passed) && { downstream_Connection: 'Upgrade', downstream_Upgrade: 'websocket' }),
    ...one('downstream_Sec-Websocket-Protocol', passed.subprotocol),
    entryPointName: 'websecure',
    level: 'info',
    msg: '',
    request_Connection: 'Upgrade',
    request_Upgrade: 'websocket',
    'request_Sec-Websocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'request_Sec-Websocket-Version': versionOf(passed),
    ...one('request_Sec-Websocket-Protocol', header(passed, 'Sec-WebSocket-Protocol')),
    ...one('request_Origin', header(passed, 'Origin')),
    ...one('request_Cookie', header(passed, 'Cookie')),
    ...one('request_Authorization', header(passed, 'Authorization')),
    ...one('request_User-Agent', header(passed, 'User-Agent')),
    ...one('request_Accept-Language', header(passed, 'Accept-Language')),
    'request_X-Forwarded-Host': host,
    'request_X-Forwarded-Port': '443',
    'request_X-Forwarded-Proto': 'wss',
    'request_X-Forwarded-Server': 'edge-1',
    'request_X-Real-Ip': client,
    time: preciseTime(endUs),
  })
}

export const traefikCommon = (passed: Passed): string =>
  [
    `${passed.client} - - [${commonTime(passed.startUs)} +0000] "${requestLine(passed)}"`,
    `${statusOf(passed)} ${sizeOf(passed)} "-" "${header(passed, 'User-Agent') ?? '-'}" 1`,
    `"chat@docker" "http://192.0.2.80:9000" ${milliseconds(tookUs(passed))}ms`,
  ].join(' ')

/** Of a connection that it handed over Traefik knows neither. */
const statusOf = (passed: Passed): number => (isUpgraded(passed) ? 0 : passed.status)
const sizeOf = (passed: Passed): number => (isUpgraded(passed) ? 0 : passed.bodies.server)

const one = (name: string, value: string | null): object => (value === null ? {} : { [name]: value })
