// The forwarder's life: it waits for a server and for a spool that fail, says so, and ends when it is told to.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Forwarder, type ForwarderOptions } from '../../../src/store/elastic/forwarder.ts'
import { elasticNames } from '../../../src/store/elastic/names.ts'
import type { Spool } from '../../../src/store/spool.ts'
import { openSqliteStore, type SqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts'
import { raising } from '../incidents.ts'
import { bulkAnswer, type FakeServer, fakeServer, type Handler } from './fake-server.ts'

let server: FakeServer
let store: SqliteStore
let troubles: unknown[]
let running: Forwarder | null

beforeEach(async () => {
  server = await fakeServer(bulkAnswer)
  store = openSqliteStore(':memory:', { spooling: true })
  await store.commit([raising(1, { id: 'a' }, { id: 'b' })], 0)
  troubles = []
  running = null
})
afterEach(async () => {
  await running?.stop(0)
  await store.close()
  await server.close()
})

function start(over: Partial<ForwarderOptions> = {}): Forwarder {
  running = new Forwarder({
    ...{ elastic: server.elastic, names: elasticNames(), namespace: 'default' },
    ...{ spool: store.spool, deadLetters: store.deadLetters },
    ...{ now: () => 0, random: () => 0, pollMs: 5, firstPauseMs: 1 },
    onTrouble: (error) => void troubles.push(error),
    onWorks: () => {},
    ...over,
  })
  running.start()
  return running
}

const drained = () => expect.poll(() => store.spool.size()).toBe(0)
const down: Handler = () => ({ status: 503 })

test('a server that is away is waited for; meanwhile all of it stays in the spool, and the status says why', async () => {
  server.answer(down)
  const forwarder = start()
  await expect.poll(() => troubles.length).toBeGreaterThan(2)
  expect(await store.spool.size()).toBe(2)
  expect(forwarder.status()).toMatchObject({ forwarded: 0, trouble: expect.stringContaining('503') })
  server.answer(bulkAnswer)
  await drained()
  expect(forwarder.status()).toEqual({ forwarded: 2, setAside: 0, trouble: null })
})

test('nothing is written before the server is prepared', async () => {
  let times = 2
  const forwarder = start({
    prepare: async () => {
      if (times-- > 0) throw new Error('not set up')
    },
  })
  await drained()
  expect(troubles).toHaveLength(2)
  expect(forwarder.status().trouble).toBeNull()
})

test('a spool that fails is tried again', async () => {
  let times = 3
  const failing: Spool = {
    ...store.spool,
    read: async (limit) => {
      if (times-- > 0) throw new Error('the disk is full')
      return store.spool.read(limit)
    },
  }
  const forwarder = start({ spool: failing })
  await drained()
  expect(troubles).toHaveLength(3)
  expect(forwarder.status().trouble).toBeNull()
})

test('what was set aside is a letter before it leaves the spool', async () => {
  server.answer((asked) => bulkAnswer(asked, (id) => (id === 'a' ? 400 : 201)))
  const order: string[] = []
  const noting = async (what: string, done: Promise<void>): Promise<void> => {
    await done
    order.push(what)
  }
  start({
    spool: { ...store.spool, remove: (ids) => noting('remove', store.spool.remove(ids)) },
    deadLetters: { setAside: (letters) => noting('set aside', store.deadLetters.setAside(letters)) },
  })
  await drained()
  expect(order).toEqual(['set aside', 'remove'])
  expect(await store.deadLetters.listDead(10)).toMatchObject([{ id: 'raised-a', target: 'tripline-incidents' }])
})

test('a stop ends waiting, and what waits stays', async () => {
  server.answer(down)
  const forwarder = start({ firstPauseMs: 60_000 })
  await expect.poll(() => troubles.length).toBe(1)
  await forwarder.stop(10)
  expect(await store.spool.size()).toBe(2)
})

test('a stop while nothing is to be done ends at once', async () => {
  const forwarder = start({ pollMs: 60_000 })
  await drained()
  await forwarder.stop()
})
