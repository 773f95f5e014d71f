// Lines of Caddy as it writes them, with `log_credentials`.
import { header, isUpgraded, type Passed, tookUs, versionOf } from './passed.ts'

export const caddy = (passed: Passed): string =>
  JSON.stringify({
    level: 'info',
    ts: passed.endUs / 1e6,
    logger: 'http.log.access.log0',
    msg: 'handled request',
    request: {
      remote_ip: passed.client,
      remote_port: String(passed.clientPort),
      client_ip: passed.client,
      proto: 'HTTP/1.1',
      method: 'GET',
      host: passed.host,
      uri: passed.path,
      headers: {
        Upgrade: ['websocket'],
        Connection: ['Upgrade'],
        'Sec-Websocket-Version': [versionOf(passed)],
        'Sec-Websocket-Key': ['dGhlIHNhbXBsZSBub25jZQ=='],
        ...one('Origin', header(passed, 'Origin')),
        ...one('User-Agent', header(passed, 'User-Agent')),
        ...one('Accept-Language', header(passed, 'Accept-Language')),
        ...one('Cookie', header(passed, 'Cookie')),
        ...one('Authorization', header(passed, 'Authorization')),
        ...one('Sec-Websocket-Protocol', header(passed, 'Sec-WebSocket-Protocol')),
      },
      tls: { resumed: false, version: 772, cipher_suite: 4865, proto: 'http/1.1', server_name: passed.host },
    },
    bytes_read: passed.bodies.client,
    user_id: '',
    duration: tookUs(passed) / 1e6,
    size: passed.bodies.server,
    status: passed.status,
    resp_headers: {
      Server: ['Caddy'],
      ...(isUpgraded(passed) && { Upgrade: ['websocket'], Connection: ['Upgrade'] }),
      ...one('Sec-WebSocket-Protocol', passed.subprotocol),
    },
  })

const one = (name: string, value: string | null): object => (value === null ? {} : { [name]: [value] })
