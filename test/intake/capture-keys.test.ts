// Encrypted captures as a source: opened by a key log, given or brought along; told where there is none.
import { describe, expect, test } from 'vitest'
import { captureSource } from '../../src/intake/capture.ts'
import { ownCertificate } from '../certificate.ts'
import { everyField, requestSettings } from '../sensor/decode.ts'
import { block, interfaceBlock, packetBlock, sectionHeader, writePcap } from '../sensor/packets.ts'
import { type Recorded, recordedTls, talkOnce } from '../sensor/tls/session.ts'

const certificate = ownCertificate('an encrypted capture as a source')

/** RFC draft-ietf-opsawg-pcapng section 4.7. */
function secretsBlock(keyLog: string): Buffer {
  const head = Buffer.alloc(8)
  head.write('KSLT', 0, 'latin1')
  head.writeUInt32LE(keyLog.length, 4)
  return block(10, Buffer.concat([head, Buffer.from(keyLog)]))
}

const writePcapng = ({ packets, keyLog }: Recorded): Buffer =>
  Buffer.concat([
    sectionHeader(),
    interfaceBlock(),
    secretsBlock(keyLog),
    ...packets.map(({ us, bytes }) => packetBlock(0, BigInt(us), bytes)),
  ])

async function read(capture: Buffer, keyLog?: string) {
  const source = captureSource({
    id: 'capture',
    inputs: [{ path: 'a' }],
    request: requestSettings,
    async *open() {
      yield capture
    },
    ...(keyLog !== undefined && { keys: () => keyLog }),
  })
  let rows = 0
  for await (const { batch } of source.deliveries(everyField)) rows += batch.length
  return { rows, unreadable: source.unreadable() }
}

describe.skipIf(certificate === null)('an encrypted capture', () => {
  const recorded = (names: readonly string[] = ['app.example.com']) =>
    recordedTls({
      certificate: certificate!,
      async act(port, options) {
        for (const servername of names) await talkOnce(port, { ...options, servername })
      },
    })

  test('is read with the key log that is given', async () => {
    const { packets, keyLog } = await recorded()
    expect(await read(writePcap(packets), keyLog)).toEqual({ rows: 6, unreadable: [] })
  })

  test('is read with the key log that it brings along', async () => {
    expect(await read(writePcapng(await recorded()))).toEqual({ rows: 6, unreadable: [] })
  })

  test('is told without one, with the servers that it was to', async () => {
    const { packets } = await recorded([
      'a.example.com',
      'b.example.com',
      'c.example.com',
      'd.example.com',
      'a.example.com',
    ])
    const { rows, unreadable } = await read(writePcap(packets))
    expect(rows).toBe(0)
    expect(unreadable).toMatchObject([
      {
        connector: 'sensor',
        reason: expect.stringContaining('--keys FILE'),
        count: 5,
        samples: [
          { excerpt: '2 to a.example.com' },
          { excerpt: '1 to b.example.com' },
          { excerpt: '2 to 2 other servers' },
        ],
      },
    ])
  })
})
