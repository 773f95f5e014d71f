// Lines of HAProxy: the log-format that its connector recommends, and `option httplog`.
import { bytesOf, header, type Passed, requestLine, tookUs, versionOf } from './passed.ts'
import { commonTime, milliseconds, seconds } from './times.ts'

export const haproxy = (passed: Passed): string =>
  JSON.stringify({
    log: 'haproxy',
    time: seconds(passed.startUs, 3),
    client: passed.client,
    client_port: passed.clientPort,
    frontend: 'fe_main',
    backend: 'be_ws',
    server: 'ws1',
    request: requestLine(passed),
    status: passed.status,
    ta: milliseconds(tookUs(passed)),
    bytes_in: bytesOf(passed, 'client'),
    bytes_out: bytesOf(passed, 'server'),
    termination_state: '----',
    host: passed.host,
    upgrade: 'websocket',
    origin: header(passed, 'Origin') ?? '-',
    version: versionOf(passed),
    cookie: header(passed, 'Cookie') ?? '-',
    user_agent: header(passed, 'User-Agent') ?? '-',
    subprotocol: passed.subprotocol ?? '-',
  })

export const haproxyHttplog = (passed: Passed): string => {
  const { client, clientPort, startUs, status } = passed
  const when = `${commonTime(startUs)}.${String(milliseconds(startUs) % 1000).padStart(3, '0')}`
  const timers = `0/0/0/1/${milliseconds(tookUs(passed))}`
  const where = `${client}:${clientPort} [${when}] fe_main~ be_ws/ws1`
  return `${where} ${timers} ${status} ${bytesOf(passed, 'server')} - - ---- 1/1/0/0/0 0/0 "${requestLine(passed)}"`
}
