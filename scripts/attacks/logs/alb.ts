// Lines of an Application Load Balancer of AWS.
import { bytesOf, endpoint, header, type Passed, tookUs } from './passed.ts'
import { preciseTime } from './times.ts'

export const alb = (passed: Passed): string => {
  const { host, path, status, startUs } = passed
  const account = 'eu-central-1:111122223333'
  return [
    `wss ${withMicroseconds(startUs + tookUs(passed))} app/edge/50dc6c495c0c9188 ${endpoint(passed)} 192.0.2.80:9000`,
    `0.001 0.003 0.000 ${status} ${status} ${bytesOf(passed, 'client')} ${bytesOf(passed, 'server')}`,
    `"GET https://${host}:443${path} HTTP/1.1" "${header(passed, 'User-Agent') ?? '-'}"`,
    'ECDHE-RSA-AES128-GCM-SHA256 TLSv1.3',
    `arn:aws:elasticloadbalancing:${account}:targetgroup/chat/0a1b2c3d4e5f6071 "-" "${host}"`,
    `"arn:aws:acm:${account}:certificate/1f0e2d3c-aaaa-bbbb-cccc-0123456789ab" 1 ${withMicroseconds(startUs)}`,
    `"forward" "-" "-" "192.0.2.80:9000" "${status}" "-" "-" TID_0a1b2c3d4e5f60718293a4b5c6d7e8f9`,
  ].join(' ')
}

const withMicroseconds = (us: number): string =>
  preciseTime(us).replace(/(?:\.(\d+))?Z$/, (_, digits = '') => `.${digits.padEnd(6, '0')}Z`)
