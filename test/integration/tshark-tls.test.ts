// What is inside TLS: `tripline scan --keys` and the sensor's frames, against tshark with the same key log.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { KeyLog } from '../../src/sensor/tls/key-log.ts'
import { ownCertificate } from '../certificate.ts'
import { decodeCapture } from '../sensor/decode.ts'
import { writePcap } from '../sensor/packets.ts'
import { type Recorded, recordedTls } from '../sensor/tls/session.ts'
import { outside, root } from './process.ts'

const certificate = ownCertificate('TLS against tshark')
const hasTshark = spawnSync('tshark', ['--version']).status === 0
if (!hasTshark) console.warn('SKIPPED: tshark is not installed, so nothing inside TLS is held against its dissection.')

const folder = mkdtempSync(join(tmpdir(), 'tripline-tls-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function files({ packets, keyLog }: Recorded) {
  const capture = writePcap(packets)
  const [path, keys] = [join(folder, 'tls.pcap'), join(folder, 'keys.log')]
  writeFileSync(path, capture)
  writeFileSync(keys, keyLog)
  return { capture, path, keys }
}

describe.skipIf(certificate === null || !hasTshark)('frames inside TLS agree with tshark', () => {
  test.each([
    { version: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' },
    { version: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' },
    { version: 'TLSv1.3', ciphers: 'TLS_AES_256_GCM_SHA384' },
    { version: 'TLSv1.3', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
  ] as const)('$version with $ciphers', async ({ version, ciphers }) => {
    const client = { minVersion: version, maxVersion: version, ciphers } as const
    const recorded = await recordedTls({ certificate: certificate!, client })
    const { capture, path, keys } = files(recorded)
    const known = new KeyLog()
    known.add(recorded.keyLog)
    const ours = decodeCapture(capture, [], {}, known).records.flatMap((record) =>
      record.kind === 'frame' ? [`${record.opcode} ${record.payload.bytes().toString('hex')}`] : [],
    )
    expect(ours).toHaveLength(2)
    expect(ours).toEqual(dissect(path, keys))
  })
})

type Layer = Readonly<Record<string, string | readonly [string, ...unknown[]]>>

interface Dissected {
  readonly _source: { readonly layers: Readonly<Record<string, Layer | readonly Layer[]>> }
}

function dissect(path: string, keys: string): string[] {
  const port = String(serverPort(path))
  const decodeAs = ['-o', `tls.keylog_file:${keys}`, '-d', `tcp.port==${port},tls`, '-d', `tls.port==${port},http`]
  const json = ['-Y', 'websocket', '-T', 'json', '-x', '--no-duplicate-keys', '-J', 'websocket']
  const output = tshark('-r', path, ...decodeAs, ...json)
  return (JSON.parse(output) as Dissected[])
    .flatMap(({ _source: { layers } }) => [layers['websocket'] as Layer | readonly Layer[]].flat())
    .map((layer) => `${layer['websocket.opcode']} ${layer['websocket.payload_raw']?.[0]}`)
}

/** That of the first packet's receiver. */
const serverPort = (path: string): number =>
  Number(tshark('-r', path, '-c', '1', '-T', 'fields', '-e', 'tcp.dstport').trim())

const tshark = (...args: readonly string[]): string =>
  execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

describe.skipIf(certificate === null)('a scan of an encrypted capture', () => {
  const scan = (...args: readonly string[]) =>
    spawnSync(process.execPath, [join(root, 'bin/tripline.cjs'), 'scan', ...args], { env: outside(), encoding: 'utf8' })

  test('says that nothing was seen inside, and to whom it was', async () => {
    const { path } = files(await recordedTls({ certificate: certificate! }))
    const { stdout } = scan(path)
    expect(stdout).toContain('1 × encrypted connection')
    expect(stdout).toContain('1 to app.example.com')
    expect(stdout).toContain('--keys FILE')
  })

  test('sees inside with --keys', async () => {
    const { path, keys } = files(await recordedTls({ certificate: certificate! }))
    const { status, stdout } = scan(path, '--keys', keys)
    expect(status).toBe(0)
    expect(stdout).toMatch(/1 handshake · 2 frame · 2 message/)
    expect(stdout).not.toContain('encrypted')
  })

  test('refuses a key log that is not there', () => {
    const { status, stderr } = scan(join(root, 'examples/day-of-chat.pcap'), '--keys', join(folder, 'none'))
    expect(status).toBe(2)
    expect(stderr).toContain('none')
  })
})
