// A folder of Zeek's logs in the config is one source, and what else is in the folder one each.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FoundConfig } from '../../../src/app/config.ts'
import { type Opening, openSources } from '../../../src/app/run/sources.ts'
import { createLayout } from '../../../src/event/layout.ts'
import type { Source } from '../../../src/event/source.ts'
import { request } from '../../connectors/read.ts'
import { linesOf, temporaryFolder } from '../../intake/place.ts'
import { zeekLogs } from '../../intake/zeek-folder.ts'

const folderConfig = (path: string): FoundConfig =>
  ({ config: { sources: [{ type: 'file', path }] }, resolve: (one: string) => one }) as unknown as FoundConfig

test('logs of Zeek in a folder are one source, also those that come later; the others are one each', async () => {
  const folder = temporaryFolder()
  const id = `zeek:${folder}`
  const { files, expected } = zeekLogs([2.5, 1])
  writeFileSync(join(folder, 'conn.log'), files['conn.log'])
  writeFileSync(join(folder, 'websocket.log'), files['websocket.log'])
  writeFileSync(join(folder, 'events.log'), linesOf(['another']))
  const stop = new AbortController()
  const added: Source[] = []
  const log = { error: () => {}, warn: () => {}, info: () => {} } as unknown as Opening['log']
  const live = await openSources(folderConfig(folder), {
    ...{ request, signal: stop.signal, log, keep: () => {}, wasRead: () => false, remove: async () => {} },
    ...{ positions: () => new Map(), forget: async () => {} },
    add: async (source) => void added.push(source),
  })
  expect(added.map(({ info }) => info.id)).toEqual([id, join(folder, 'events.log')])
  writeFileSync(join(folder, 'http.log'), files['http.log'])
  const told: string[] = []
  await live.read(async (source) => {
    for await (const { batch } of source.deliveries(createLayout([]))) {
      if (source.info.id !== id) continue
      for (const origin of batch.origins) {
        const document = origin.document()
        told.push(
          `${(document['event.category'] as readonly string[])[1]} ${document['websocket.connection.id']} ${document['http.request.origin']}`,
        )
      }
      if (told.length === expected.length) stop.abort()
    }
    return true
  })
  expect(told.sort()).toEqual(expected)
})
