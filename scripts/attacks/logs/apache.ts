// Lines of Apache: the LogFormat that its connector recommends.
import { bytesOf, header, type Passed, requestLine, tookUs, versionOf } from './passed.ts'
import { seconds } from './times.ts'

export const apache = (passed: Passed): string =>
  JSON.stringify({
    log: 'apache',
    time: Number(seconds(passed.startUs, 6)),
    peer: passed.client,
    peer_port: passed.clientPort,
    host: passed.host,
    request: requestLine(passed),
    status: passed.status,
    bytes_in: bytesOf(passed, 'client'),
    bytes_out: bytesOf(passed, 'server'),
    duration_us: tookUs(passed),
    upgrade: 'websocket',
    origin: header(passed, 'Origin') ?? '-',
    cookie: header(passed, 'Cookie') ?? '-',
    version: versionOf(passed),
    user_agent: header(passed, 'User-Agent') ?? '-',
  })
