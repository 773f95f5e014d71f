// `respond close` with workers: they decide it, any run tells the application of it, and its end settles it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { closeDetails } from '../../../src/actions/close.ts'
import { requestSettings } from '../../../src/app/config.ts'
import { loadRules } from '../../../src/app/rules.ts'
import { Commands } from '../../../src/app/run/commands.ts'
import { createIngest, httpSource } from '../../../src/app/run/ingest.ts'
import { UnreadableLog } from '../../../src/intake/unreadable.ts'
import { allOutboxes } from '../../../src/store/redis/outboxes.ts'
import { freshPrefix, redisServer } from '../../servers.ts'
import { configOf, Index, produce, settled, startOne } from './harness.ts'

const redis = await redisServer()
const holder = '0123456789abcdef'

const folder = mkdtempSync(join(tmpdir(), 'tripline-close-'))
writeFileSync(
  join(folder, 'forbidden_word.trip'),
  `rule forbidden_word {
  title "A word that nobody may say"
  level high

  detect
    message where websocket.payload.text : "*forbidden-word*"

  incident "said it"
  respond close
}
`,
)
const rules = loadRules({ paths: [folder] })
afterAll(() => rmSync(folder, { recursive: true }))

const event = (connection: string) =>
  JSON.stringify({
    '@timestamp': '2026-03-01T08:00:00Z',
    'event.category': ['network', 'message'],
    'websocket.connection.id': connection,
    'websocket.payload.text': 'forbidden-word',
  })

describe.skipIf(redis === null)('respond close through Redis', () => {
  test('is told to the application that holds the connection, and settled by its end', async () => {
    const found = configOf(redis!.url, freshPrefix())
    const worker = await startOne(found, new Index())
    const producing = await produce(found, rules)
    const { producer, link, partitions } = producing
    await producer.addSource({ ...httpSource, silence: 'runs-on' })
    const ingest = createIngest({
      ...{ layout: () => rules.ruleset.layout, request: requestSettings(found), sink: producer },
      store: { knowsRequest: async () => false },
      unreadable: new UnreadableLog(httpSource.id, 'ndjson'),
      heard: () => {},
      isFailing: () => false,
    })
    const ids = [`app-${holder}-1`, `app-${holder}-2`, '1:of-a-capture:0']
    await ingest(Buffer.from(ids.map(event).join('\n')), null)
    await settled(producing)

    const store = allOutboxes(link, partitions)
    // Two runs, as behind a load balancer: each has its own memory, and they share what is in Redis.
    const [one, other] = [0, 1].map(() => new Commands({ store, now: Date.now, pollMs: 20 }))
    const told = await take(one!, 2)
    expect(told.map(({ connection, code }) => [connection, code]).sort()).toEqual([
      [`app-${holder}-1`, 1008],
      [`app-${holder}-2`, 1008],
    ])
    const [first, second] = told
    const ended = { command: first!.id, connection: first!.connection, code: 1008, by: 'server' }
    expect(await other!.confirm([ended])).toBe(1)
    expect(await other!.gone(second!.id)).toBe(true)
    await expect
      .poll(async () => (await states()).toSorted())
      .toEqual([
        ['delivered', 'The connection had ended already.'],
        ['delivered', 'The connection has ended: code 1008, by server.'],
        ['failed', closeDetails.unheld],
      ])
    await producer.stop()
    await worker.stop()
    await producing.close()

    async function take(commands: Commands, count: number) {
      const all: Awaited<ReturnType<Commands['take']>>[number][] = []
      const until = AbortSignal.timeout(60_000)
      while (all.length < count && !until.aborted) all.push(...(await commands.take(holder, 1000, until)))
      return all
    }

    async function states(): Promise<[string, string][]> {
      const rows = await store.list({ limit: 10 })
      return rows.map(({ state, lastDetail }) => [state, lastDetail])
    }
  })
})
