// Messages sent to a source over every transport: what comes of them, in order, under ids of their own.
import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { ndjson } from '../../../connectors/ndjson/connector.ts'
import type { Delivery } from '../../../src/event/source.ts'
import { longestMessage, tooLong } from '../../../src/intake/syslog/frames.ts'
import { openSyslog, type SyslogSettings, type SyslogSource } from '../../../src/intake/syslog/source.ts'
import { ownCertificate } from '../../certificate.ts'
import { request } from '../../connectors/read.ts'
import { layout } from '../place.ts'

const certificate = ownCertificate('syslog over TLS')
const anywhere = { host: '127.0.0.1', port: 0 }
const nowhere = { udp: null, tcp: null, tls: null }

const opened: AbortController[] = []
afterEach(() => {
  for (const stopping of opened.splice(0)) stopping.abort()
})

interface Heard {
  readonly source: SyslogSource
  readonly port: number
  /** Waits for so many events, stops the source, and gives all that came. */
  messages(count: number): Promise<readonly unknown[]>
  readonly deliveries: readonly Delivery[]
}

async function listen(where: Partial<SyslogSettings['listen']>, more: Partial<SyslogSettings> = {}): Promise<Heard> {
  const stopping = new AbortController()
  opened.push(stopping)
  const listening = { ...nowhere, ...where }
  const source = await openSyslog({
    ...{ id: 'syslog', listen: listening, request, latenessUs: 0, signal: stopping.signal },
    connector: { connector: ndjson, config: null },
    ...more,
  })
  const deliveries: Delivery[] = []
  const messages = async (count: number): Promise<readonly unknown[]> => {
    const timer = setTimeout(() => stopping.abort(), 50_000)
    if (count === 0) stopping.abort()
    for await (const delivery of source.deliveries(layout)) {
      deliveries.push(delivery)
      if (deliveries.flatMap(messagesOf).length >= count) stopping.abort()
    }
    clearTimeout(timer)
    return deliveries.flatMap(messagesOf)
  }
  return { source, port: Number(/(\d+)$/.exec(source.where[0]!)![1]), messages, deliveries }
}

const messagesOf = ({ batch }: Delivery): readonly unknown[] => batch.origins.map((_, row) => batch.get(row, 0))

const line = (message: string | number): string =>
  `<13>Nov 22 13:04:05 host app[7]: {"@timestamp":1000,"message":"${message}"}`
const octets = (message: string): string => `${Buffer.byteLength(message)} ${message}`
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

async function sendDatagrams(port: number, all: readonly string[]): Promise<void> {
  const socket = createSocket('udp4')
  for (const one of all) await new Promise((sent) => socket.send(one, port, '127.0.0.1', sent))
  socket.close()
}

function open(port: number): Promise<Socket> {
  return new Promise((connected, refuse) => {
    const socket = connect(port, '127.0.0.1', () => connected(socket)).on('error', refuse)
  })
}

test('datagrams are messages, one each', async () => {
  const { port, messages } = await listen({ udp: anywhere })
  await sendDatagrams(port, [...numbers(20).map(line), `${line('with a line end')}\n`, ''])
  expect(await messages(21)).toEqual([...numbers(20).map(String), 'with a line end'])
})

test('a connection may count octets and end lines, and what has no end ends with it', async () => {
  const { port, messages } = await listen({ tcp: anywhere })
  const socket = await open(port)
  socket.end(`${line(1)}\n${octets(line(2))}${octets(`${line(3)}\n`)}${line(4)}\0\n${line(5)}`)
  expect(await messages(5)).toEqual(['1', '2', '3', '4', '5'])
})

test('events say who sent the message, and what its header said', async () => {
  const { port, messages, deliveries } = await listen({ udp: anywhere })
  await sendDatagrams(port, ['<165>1 - web1 app 7 ID1 - {"@timestamp":1000,"message":"x"}'])
  await messages(1)
  const origin = deliveries[0]!.batch.origins[0]!
  expect(origin.document()).toMatchObject({
    message: 'x',
    'log.syslog.facility.code': 20,
    'log.syslog.severity.code': 5,
    'log.syslog.hostname': 'web1',
    'log.syslog.appname': 'app',
    'log.syslog.procid': '7',
    'log.syslog.msgid': 'ID1',
    'log.source.address': '127.0.0.1',
  })
  expect(origin.id()).toMatch(/^syslog:web1\/app:\d+$/)
})

test('a line of JSON that tells no time is of the time in the header', async () => {
  const { port, messages, deliveries, source } = await listen({ udp: anywhere })
  await sendDatagrams(port, [
    '<165>1 2026-11-22T13:04:05.25Z web1 app 7 ID1 - {"message":"of the header"}',
    '<165>1 2026-11-22T13:04:05Z web1 app 7 ID1 - {"@timestamp":1000,"message":"of its own"}',
    '<165>1 2026-11-22T13:04:05Z web1 app 7 ID1 - {"@timestamp":"soon","message":"of none"}',
    '<165>1 - web1 app 7 ID1 - {"message":"of none"}',
    '<165>1 2026-11-22T13:04:05Z web1 app 7 ID1 - {}',
    line('last'),
  ])
  expect(await messages(3)).toEqual(['of the header', 'of its own', 'last'])
  const [first] = deliveries.flatMap(({ batch }) => batch.origins)
  expect(first!.document()).toMatchObject({ '@timestamp': '2026-11-22T13:04:05.250Z', message: 'of the header' })
  expect(source.unreadable().reduce((sum, { count }) => sum + count, 0)).toBe(3)
})

test('equal messages are different events, also after a restart', async () => {
  const ids: string[] = []
  for (let start = 0; start < 2; start++) {
    const { port, messages, deliveries } = await listen({ tcp: anywhere })
    const socket = await open(port)
    socket.end(`${line(1)}\n`.repeat(100))
    await messages(100)
    ids.push(...deliveries.flatMap(({ batch }) => batch.origins.map((origin) => origin.id())))
  }
  expect(new Set(ids).size).toBe(200)
})

test('a stop takes what had arrived: datagrams, and messages of connections that stay open', async () => {
  const heard = await listen({ udp: anywhere })
  await sendDatagrams(heard.port, numbers(200).map(line))
  expect(await heard.messages(0)).toEqual(numbers(200).map(String))
  const stream = await listen({ tcp: anywhere })
  const socket = await open(stream.port)
  await new Promise((sent) =>
    socket.write(
      numbers(200)
        .map((n) => `${line(n)}\n`)
        .join(''),
      sent,
    ),
  )
  expect(await stream.messages(0)).toEqual(numbers(200).map(String))
  socket.destroy()
})

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 30_000 && !holds(); waited += 20) await sleep(20)
}

test('a connection that sends faster than it is read is made to wait, and loses nothing', async () => {
  const { port, messages, source } = await listen({ tcp: anywhere }, { mostWaiting: 1 << 18 })
  const socket = await open(port)
  const wide = 'x'.repeat(20_000)
  const count = 600
  for (const n of numbers(count)) socket.write(`${line(`${n} ${wide}`)}\n`)
  socket.end()
  await until(() => source.traffic!().received > 10)
  await sleep(200)
  expect(source.traffic!().received).toBeLessThan(count / 10)
  const all = await messages(count)
  expect(all.map((message) => Number.parseInt(String(message), 10))).toEqual(numbers(count))
  expect(source.traffic!()).toEqual({ received: count, dropped: 0 })
})

test('datagrams for which there is no room are counted, and shown', async () => {
  const { port, messages, source } = await listen({ udp: anywhere }, { mostWaiting: 1 << 18 })
  const count = 100
  await sendDatagrams(
    port,
    numbers(count).map((n) => line(`${n} ${'x'.repeat(30_000)}`)),
  )
  const told = (): number => source.traffic!().received + source.traffic!().dropped
  await until(() => told() === count)
  const { received, dropped } = source.traffic!()
  expect(dropped).toBeGreaterThan(0)
  expect(received).toBe(count - dropped)
  expect((await messages(received)).length).toBe(received)
  expect(source.unreadable()).toMatchObject([{ connector: 'syslog', count: dropped }])
})

test('what is too long and what no connector can read is counted, and the rest is read', async () => {
  const { port, messages, source } = await listen({ tcp: anywhere })
  const socket = await open(port)
  socket.end(`${line(1)}\n<13>${'x'.repeat(longestMessage)}\n<13>Nov 22 13:04:05 host app: not JSON\n${line(2)}\n`)
  expect(await messages(2)).toEqual(['1', '2'])
  expect(source.unreadable().map(({ connector, reason, count }) => [connector, reason, count])).toEqual([
    ['syslog', tooLong, 1],
    ['ndjson', 'not JSON', 1],
  ])
})

test('an address that is taken is an error that says so', async () => {
  const { port } = await listen({ tcp: anywhere })
  const taken = listen({ udp: anywhere, tcp: { host: '127.0.0.1', port } })
  await expect(taken).rejects.toMatchObject({
    code: 'LISTEN_FAILED',
    message: expect.stringContaining('another program'),
  })
})

test.each([
  ['', ''],
  ['no key', 'no certificate'],
])('a key "%s" is an error at the start', async (key, cert) => {
  await expect(listen({ tls: { ...anywhere, key, cert } })).rejects.toMatchObject({
    code: 'LISTEN_FAILED',
    message: expect.stringContaining('key or certificate'),
  })
})

function sendTls(port: number, text: string, options: ConnectionOptions): Promise<void> {
  return new Promise((sent, refuse) => {
    const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ...options }, () => socket.end(text))
    socket.on('error', refuse)
    socket.on('close', () => sent())
    socket.resume()
  })
}

test.skipIf(certificate === null)('TLS carries the same', async () => {
  const { port, messages } = await listen({ tls: { ...anywhere, ...certificate! } })
  await sendTls(port, `${octets(line(1))}${octets(line(2))}`, { ca: certificate!.cert })
  expect(await messages(2)).toEqual(['1', '2'])
})

test.skipIf(certificate === null)(
  'with an authority for senders, only those are heard that it signed for',
  async () => {
    const { key, cert } = certificate!
    const { port, messages, source } = await listen({ tls: { ...anywhere, key, cert, clientCa: cert } })
    await sendTls(port, octets(line('stranger')), { ca: cert }).catch(() => {})
    await sendTls(port, octets(line('known')), { ca: cert, cert, key })
    expect(await messages(1)).toEqual(['known'])
    expect(source.unreadable()).toMatchObject([{ connector: 'syslog', count: 1 }])
  },
)

test.skipIf(certificate === null)('who never comes to an agreement on TLS does not keep a stop waiting', async () => {
  const { port, messages } = await listen({ tls: { ...anywhere, ...certificate! } })
  const socket = await open(port)
  expect(await messages(0)).toEqual([])
  socket.destroy()
})
