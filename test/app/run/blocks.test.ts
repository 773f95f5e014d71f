// A run's blocks: what they say in the incidents that ask for them, before those are durable.
import { afterEach, expect, test } from 'vitest'
import { type Blocks, openBlocks } from '../../../src/app/run/blocks.ts'
import { createLog } from '../../../src/app/run/log.ts'
import { createPreciseClock } from '../../../src/app/run/precise-clock.ts'
import { parseConfig } from '../../../src/config/parse.ts'
import type { NestedDocument } from '../../../src/event/value.ts'
import { openSqliteStore, type SqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts'
import { incident } from '../../store/incidents.ts'

const opened: { blocks: Blocks; store: SqliteStore }[] = []
afterEach(async () => {
  for (const { blocks, store } of opened.splice(0)) {
    blocks.stop()
    await store.close()
  }
})

function open(): Blocks {
  const parsed = parseConfig('version: 1\ntrusted_proxies: [192.0.2.1]\n')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics))
  const store = openSqliteStore(':memory:')
  const blocks = openBlocks(
    { config: parsed.config, path: null, resolve: (path) => path },
    store,
    createLog(false, () => {}),
  )
  opened.push({ blocks, store })
  return blocks
}

const respond = [{ kind: 'block', spanUs: 900_000_000 }] as const

const raisedFor = (source: NestedDocument, client: NestedDocument = {}) => {
  const raised = incident({ id: 'i1', respond })
  const document = { ...raised.document, source, client }
  return { kind: 'raised', incident: { ...raised, us: Date.now() * 1000, document } } as const
}

const toldBy = async (blocks: Blocks, change: ReturnType<typeof raisedFor>): Promise<unknown> => {
  const [after] = (await blocks.atOnce([change]))!
  if (after?.kind !== 'raised') throw new Error('No incident is left.')
  return (after.incident.document['tripline'] as { block: unknown }).block
}

test('nothing is blocked until the config says so', async () => {
  const blocks = open()
  await blocks.start()
  expect(blocks.checks).toEqual([])
  expect(await toldBy(blocks, raisedFor({ ip: '203.0.113.9' }))).toMatchObject([
    { outcome: 'dry_run', address: '203.0.113.9', kernel: null },
  ])
})

// biome-ignore format: table
test.each([
  ['behind a proxy',           { ip: '203.0.113.9' },  { ip: '198.51.100.7' }],
  ['of a trusted proxy',       { ip: '192.0.2.1' },    {}],
  ['of nobody',                {},                     { ip: '198.51.100.7' }],
])('an incident %s says why it is refused', async (_, source, client) => {
  expect(await toldBy(open(), raisedFor(source, client))).toMatchObject([{ outcome: 'refused' }])
})

test('who asks for no block does not wait', () => {
  const blocks = open()
  expect(blocks.atOnce([{ kind: 'raised', incident: incident({ id: 'i2' }) }])).toBeNull()
  expect(blocks.atOnce([{ kind: 'counted', id: 'i1', us: 1, count: 2 }])).toBeNull()
})

test('a clock stays within the millisecond that the wall clock says, also where that is set', () => {
  let wall = 5000
  let fine = 0
  const now = createPreciseClock(
    () => Math.floor(wall),
    () => fine,
    4000,
  )
  for (let step = 0; step < 50; step++) {
    if (step === 20) wall += 60_000
    if (step === 40) wall -= 30_000
    wall += 0.3
    fine += 0.3
    const us = now()
    expect(us).toBeGreaterThanOrEqual(Math.floor(wall) * 1000)
    expect(us).toBeLessThanOrEqual((Math.floor(wall) + 1) * 1000)
  }
})
