// Lines of an Application Load Balancer: columns are told apart by place, whatever clients send and whatever is added.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alb } from '../../../connectors/alb/connector.ts'
import { documentsOf, readText } from '../read.ts'

const line = (agent: string, more = ''): string =>
  `wss 2026-11-22T04:22:07.750000Z app/edge/50dc 203.0.113.7:51234 10.0.1.5:9000 0.001 0.003 0.000 101 101 561 387 ` +
  `"GET https://app.example.com:443/ws HTTP/1.1" "${agent}" - - arn:aws:x "Root=1-2" "app.example.com" "-" 1 ` +
  `2026-11-22T04:22:05.250000Z "forward" "-" "-" "10.0.1.5:9000" "101"${more}\n`

const only = (text: string): Readonly<Record<string, unknown>> => documentsOf(readText(alb, text)).at(-1)!

test.each([
  ['curl/8.5.0', 'curl/8.5.0'],
  ['a \\"quoted\\" agent', 'a "quoted" agent'],
  ['Mozilla/5.0 \\xc3\\xa4', 'Mozilla/5.0 ä'],
  ['-', undefined],
  ['', undefined],
])('the User-Agent %j is read as %j', (agent, read) => {
  expect(only(line(agent))['user_agent.original']).toBe(read)
})

test('columns that are added at the end do no harm', () => {
  const more = fc.array(fc.stringMatching(/^(?:"[a-z -]*"|[a-z_0-9-]+)$/))
  fc.assert(
    fc.property(more, (added) => {
      const document = only(line('x', added.map((one) => ` ${one}`).join('')))
      expect(document['event.duration']).toBe(2_500_000_000)
      expect(document['http.request.bytes']).toBe(561)
    }),
  )
})

test.each([
  ['https://app.example.com:443/ws', 'wss://app.example.com/ws'],
  ['https://app.example.com:8443/ws', 'wss://app.example.com:8443/ws'],
  ['https://app.example.com:443/a:443/b', 'wss://app.example.com/a:443/b'],
  ['https://[2001:db8::1]:443/ws', 'wss://[2001:db8::1]/ws'],
  ['https://app.example.com:80/ws', 'wss://app.example.com:80/ws'],
  ['https://app.example.com:443/ws?a=http://x:80/', 'wss://app.example.com/ws?a=http://x:80/'],
])('%s is %s to a client', (logged, full) => {
  expect(only(line('x').replace('https://app.example.com:443/ws', logged))['url.full']).toBe(full)
})

test.each([
  ['ws', '101', ['handshake', 'connection']],
  ['wss', '101', ['handshake', 'connection']],
  ['wss', '403', ['handshake']],
  ['wss', '502', ['handshake']],
  ['https', '403', ['request']],
  ['h2', '200', ['request']],
])('type %s with status %s gives %j', (type, status, kinds) => {
  const text = line('x').replace(/^wss/, type).replace(' 101 101 ', ` ${status} 101 `)
  expect(documentsOf(readText(alb, text)).map((document) => (document['event.category'] as string[]).at(1))).toEqual(
    kinds,
  )
})
