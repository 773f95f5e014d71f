// A folder of encrypted captures in the config: read with its key log, and without one still told.
import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FoundConfig } from '../../../src/app/config.ts'
import { type Opening, openSources } from '../../../src/app/run/sources.ts'
import { createLayout } from '../../../src/event/layout.ts'
import type { Source } from '../../../src/event/source.ts'
import { ownCertificate } from '../../certificate.ts'
import { temporaryFolder } from '../../intake/place.ts'
import { requestSettings } from '../../sensor/decode.ts'
import { Conversation, writePcap } from '../../sensor/packets.ts'
import { recordedTls } from '../../sensor/tls/session.ts'

const certificate = ownCertificate('a folder of encrypted captures')

/** The paths of the WebSockets in a folder of two captures, an encrypted and a plain one. */
async function pathsIn(folder: string, capture: Buffer, keys: string) {
  writeFileSync(join(folder, '1.pcap'), capture)
  writeFileSync(join(folder, '2.pcap'), writePcap(new Conversation().upgrade().finish().packets))
  for (const name of ['1.pcap', '2.pcap']) utimesSync(join(folder, name), 1, 1)
  const sources = [{ type: 'captures', path: folder, keys }]
  const found = { config: { sources }, resolve: (one: string) => one } as unknown as FoundConfig
  const stop = new AbortController()
  const warned: string[] = []
  const log = {
    error: () => {},
    info: () => {},
    warn: (text: string) => warned.push(text),
  } as unknown as Opening['log']
  const live = await openSources(found, {
    ...{
      request: requestSettings,
      signal: stop.signal,
      log,
      keep: () => {},
      wasRead: () => false,
      remove: async () => {},
    },
    ...{ positions: () => new Map(), forget: async () => {}, add: async (_: Source) => {} },
  })
  const schemes: string[] = []
  await live.read(async (source) => {
    for await (const { batch } of source.deliveries(createLayout([]))) {
      schemes.push(...new Set(batch.origins.map((origin) => String(origin.document()['url.full']).split(':')[0]!)))
      if (schemes.includes('ws')) stop.abort()
    }
    return true
  })
  return { schemes, warned }
}

describe.skipIf(certificate === null)('a folder of captures', () => {
  test('is read with the keys that the config names', async () => {
    const folder = temporaryFolder()
    const { packets, keyLog } = await recordedTls({ certificate: certificate! })
    const keys = join(temporaryFolder(), 'keys.log')
    writeFileSync(keys, keyLog)
    expect(await pathsIn(folder, writePcap(packets), keys)).toEqual({ schemes: ['wss', 'ws'], warned: [] })
  })

  test('is read as far as it goes where the keys are not there, and the log says so', async () => {
    const { packets } = await recordedTls({ certificate: certificate! })
    const { schemes, warned } = await pathsIn(temporaryFolder(), writePcap(packets), '/nowhere/keys.log')
    expect(schemes).toEqual(['ws'])
    expect(warned).toHaveLength(2)
  })
})
