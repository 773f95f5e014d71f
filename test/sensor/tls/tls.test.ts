// WebSockets inside TLS, as Node's client and server speak it: opened with their key log, told without it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect as connectHttp2, createSecureServer } from 'node:http2'
import { type ConnectionOptions, connect } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { Batch } from '../../../src/event/batch.ts'
import { CaptureReader } from '../../../src/sensor/capture.ts'
import { Sensor } from '../../../src/sensor/sensor.ts'
import { KeyLog } from '../../../src/sensor/tls/key-log.ts'
import { ownCertificate } from '../../certificate.ts'
import { decodePackets, everyField, ofKind, requestSettings } from '../decode.ts'
import { say, webSocket } from '../http2/session.ts'
import { type Captured, clientFrame, encodeFrame, upgradeRequest, writePcap } from '../packets.ts'
import { record } from '../recorded.ts'
import { type Recorded, recordedTls, type TlsTalk, talkOnce, talkWith } from './session.ts'

const certificate = ownCertificate('what is inside TLS')

const read = ({ packets, keyLog }: Recorded) => {
  const keys = new KeyLog()
  keys.add(keyLog)
  return decodePackets(packets, {}, keys)
}

const texts = ({ documents }: ReturnType<typeof read>) =>
  ofKind(documents, 'message').map((event) => event['websocket.payload.text'])

const both = ['from the client', 'from the server']

/** Of Ethernet, IPv4 and TCP. */
const bytesOfHeaders = 54

describe.skipIf(certificate === null)('with the key log', () => {
  const recorded = (talk: Omit<TlsTalk, 'certificate'> = {}) => recordedTls({ certificate: certificate!, ...talk })
  const only = (version: 'TLSv1.2' | 'TLSv1.3', more: ConnectionOptions = {}) => ({
    client: { minVersion: version, maxVersion: version, ...more } as const,
  })

  test.each([
    { version: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' },
    { version: 'TLSv1.3', ciphers: 'TLS_AES_256_GCM_SHA384' },
    { version: 'TLSv1.3', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
    { version: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' },
    { version: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
    { version: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' },
  ] as const)('$version with $ciphers is read', async ({ version, ciphers }) => {
    const found = read(await recorded(only(version, { ciphers })))
    expect(texts(found)).toEqual(both)
    expect(ofKind(found.documents, 'handshake')[0]).toMatchObject({
      'event.outcome': 'success',
      'url.full': 'wss://app.example.com/chat',
    })
    expect(found.counters).toMatchObject({
      openedConnections: 1,
      encryptedConnections: 0,
      unopenedRecords: 0,
      undecodedBytes: 0,
      keptBytes: 0,
    })
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('a session of %s that is resumed is read', async (version) => {
    const found = read(
      await recorded({
        ...only(version),
        act: async (port, options) => {
          const first = connect({ ...options, port })
          const session = once(first, 'session')
          await talkWith(first, 'first')
          const again = connect({ ...options, port, session: (await session)[0] as Buffer })
          again.once('secureConnect', () => expect(again.isSessionReused()).toBe(true))
          await talkWith(again, 'second')
        },
      }),
    )
    expect(texts(found)).toEqual(['first', 'from the server', 'second', 'from the server'])
  })

  test('a hello that has to be said again is read', async () => {
    const found = read(await recorded({ server: { ecdhCurve: 'P-384' }, client: { ecdhCurve: 'X25519:P-384' } }))
    expect(texts(found)).toEqual(both)
  })

  test('keys that change under way are followed', async () => {
    const found = read(
      await recorded({
        act: async (port) => {
          const client = spawn('sh', ['-c', `openssl s_client -connect 127.0.0.1:${port} -tls1_3 2>&1`])
          const answered = async (said: Buffer | string, answer: string): Promise<void> => {
            client.stdin.write(said)
            for (let heard = ''; !heard.includes(answer); ) heard += String((await once(client.stdout, 'data'))[0])
          }
          await answered('', 'Verify return code')
          await answered(upgradeRequest('/chat'), '101 Switching')
          // Its command for an update of both sides' keys.
          await answered('K\n', 'KEYUPDATE')
          await answered(clientFrame({ opcode: 1, payload: 'from the client' }), 'from the server')
          client.stdin.end()
          await once(client, 'close')
        },
      }),
    )
    expect(texts(found)).toEqual(both)
    expect(found.counters.unopenedRecords).toBe(0)
  })

  test('a message over many records is read', async () => {
    const long = 'many words '.repeat(10_000)
    const found = read(await recorded({ act: (port, options) => talkWith(connect({ ...options, port }), long) }))
    expect(texts(found)[0]).toBe(long)
  })

  test('HTTP/2 inside is read', async () => {
    const lines: Buffer[] = []
    const server = createSecureServer({ ...certificate!, settings: { enableConnectProtocol: true } })
    server.on('keylog', (line: Buffer) => lines.push(line))
    server.on('stream', (stream) => {
      stream.respond({ ':status': 200 })
      stream.resume()
      stream.on('end', () => stream.end(encodeFrame({ opcode: 1, payload: 'from the server' })))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const recorder = await record((server.address() as { port: number }).port)
    const session = connectHttp2(`https://127.0.0.1:${recorder.port}`, { rejectUnauthorized: false })
    await once(session, 'remoteSettings')
    await say(session.request(webSocket('/chat', { ':scheme': 'https' })), [
      clientFrame({ opcode: 1, payload: 'from the client' }),
    ])
    session.close()
    const packets = (await recorder.conversations()).flatMap((each) => each.packets)
    server.close()
    const found = read({ packets, keyLog: Buffer.concat(lines).toString() })
    expect(texts(found)).toEqual(both)
    expect(found.documents[0]!['url.full']).toBe('wss://app.example.com/chat')
  })

  test('bytes that are missing in a record are a gap in the WebSocket', async () => {
    const long = 'x'.repeat(40_000)
    const { packets, keyLog } = await recorded({
      act: (port, options) => talkWith(connect({ ...options, port }), long),
    })
    const full = packets.filter(({ bytes }) => bytes.length > 1400)
    // Behind the hello, and within the first record of the message.
    const found = read({ packets: packets.filter((packet) => packet !== full[5]), keyLog })
    expect(found.counters.gaps).toBeGreaterThan(0)
    expect(texts(found).at(-1)).toBe('from the server')
  })

  test('the secrets of the data alone are enough', async () => {
    const { packets, keyLog } = await recorded(only('TLSv1.3'))
    const some = keyLog
      .split('\n')
      .filter((line) => line.includes('TRAFFIC_SECRET_0'))
      .join('\n')
    expect(texts(read({ packets, keyLog: some }))).toEqual(both)
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'keys of %s that are written down while it is spoken are enough, whenever they come',
    async (version) => {
      const { packets, keyLog } = await recorded(only(version))
      const last = packets.findLastIndex(({ bytes }) => bytes.length > bytesOfHeaders)
      for (let late = 0; late <= last; late++) {
        const keys = new KeyLog({ mayGrow: true })
        const sensor = new Sensor({ layout: everyField, request: requestSettings, keys })
        const batch = new Batch(everyField)
        const reader = new CaptureReader()
        reader.push(writePcap(packets))
        for (let number = 0; number < packets.length; number++) {
          if (number === late) keys.add(keyLog)
          sensor.packet(reader.next()!, batch)
        }
        sensor.end(batch)
        const documents = batch.origins.map((origin) => origin.document())
        expect(ofKind(documents, 'message').map((event) => event['websocket.payload.text'])).toEqual(both)
        expect(sensor.counters().keptBytes).toBe(0)
      }
    },
  )

  test('damage anywhere never throws and leaves nothing kept', async () => {
    const { packets, keyLog } = await recorded()
    for (let round = 0; round < packets.length * 4; round++) {
      const damaged = packets.map((packet, index): Captured => {
        if (index !== round % packets.length) return packet
        const bytes = Buffer.from(packet.bytes)
        // Behind the headers of Ethernet, IP and TCP.
        const at = 54 + ((round * 31) % Math.max(1, bytes.length - 54))
        if (at < bytes.length) bytes[at] = bytes[at]! ^ (1 + (round % 255))
        return { ...packet, bytes }
      })
      expect(read({ packets: damaged, keyLog }).counters.keptBytes).toBe(0)
    }
  })
})

describe.skipIf(certificate === null)('without the key log', () => {
  const recorded = (talk: Omit<TlsTalk, 'certificate'> = {}) => recordedTls({ certificate: certificate!, ...talk })

  test('connections are counted by the server that they are to, and what they may speak', async () => {
    const { packets } = await recorded({
      client: { ALPNProtocols: ['http/1.1'] },
      act: async (port, options) => {
        await talkOnce(port, options)
        await talkOnce(port, options)
        await talkOnce(port, { ...options, servername: '' })
      },
    })
    const { documents, counters, sealed } = decodePackets(packets)
    expect(documents).toEqual([])
    expect(counters).toMatchObject({ encryptedConnections: 3, openedConnections: 0, unreadableHttp: 0, keptBytes: 0 })
    expect(sealed).toMatchObject([
      { server: 'app.example.com', connections: 2, protocols: ['http/1.1'] },
      { server: expect.stringMatching(/^198\.51\.100\.20:\d+$/), connections: 1 },
    ])
  })

  test('so they are with keys of another session, with some of the secrets, and with a cipher that is not read', async () => {
    const { packets, keyLog } = await recorded()
    const other = keyLog.replace(/ [\da-f]{4}/g, ' 0000')
    const half = keyLog
      .split('\n')
      .filter((line) => line.startsWith('CLIENT'))
      .join('\n')
    for (const log of [other, half]) expect(read({ packets, keyLog: log }).counters.encryptedConnections).toBe(1)
    const old = await recorded({ client: { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' } })
    expect(read(old).counters.encryptedConnections).toBe(1)
  })

  test('wrong secrets open nothing, and the connection is let go', async () => {
    const { packets, keyLog } = await recorded()
    const wrong = keyLog.replace(/[\da-f]{8}$/gm, '00000000')
    const { documents, counters } = read({ packets, keyLog: wrong })
    expect(documents).toEqual([])
    expect(counters.unopenedRecords).toBeGreaterThan(0)
  })
})
