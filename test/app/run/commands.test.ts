// Commands to applications over a real store: told to the one that holds the connection, settled by its end alone.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { close, closeDetails } from '../../../src/actions/close.ts'
import { OutboxSender } from '../../../src/actions/outbox-sender.ts'
import { Commands } from '../../../src/app/run/commands.ts'
import { confirming, endsIn } from '../../../src/app/run/confirm.ts'
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../../src/store/store.ts'
import { commit, outboxEntry } from '../../store/incidents.ts'

const one = '0123456789abcdef'
const other = 'fedcba9876543210'

let store: Store
let nowMs: number
let sender: OutboxSender
let commands: Commands
beforeEach(() => {
  store = openSqliteStore(':memory:')
  nowMs = 1_000_000
  sender = new OutboxSender({
    store,
    send: { close: close.open({ lifeMs: 60_000 }) },
    now: () => nowMs,
    random: () => 0,
    onError: (error) => expect.unreachable(String(error)),
  })
  commands = new Commands({ store, now: () => nowMs, pollMs: 1 })
})
afterEach(() => store.close())

let n = 0
async function ask(id: string, connection: string): Promise<void> {
  const payload = JSON.stringify({ connection, code: 4001, reason: 'policy violation' })
  const entry = outboxEntry(id, { action: 'close', target: 'application', payload })
  await store.commit([commit(++n, { source: `s${n}`, outbox: [entry] })], nowMs)
  await sender.drain()
}

const take = async (holder: string) =>
  (await commands.take(holder, 0, new AbortController().signal)).map(({ id }) => id)

const row = async (id: string) => (await store.list({ limit: 100 })).find((found) => found.id === id)

const end = (command: string, connection: string) => ({ command, connection, code: 4001, by: 'server' })

test('an application is told of its own connections, once', async () => {
  await ask('c1', `app-${one}-1`)
  await ask('c2', `app-${other}-1`)
  expect(await commands.take(one, 0, new AbortController().signal)).toEqual([
    { id: 'c1', kind: 'close', connection: `app-${one}-1`, code: 4001, reason: 'policy violation' },
  ])
  nowMs += 10
  expect(await take(one)).toEqual([])
  expect(await take(other)).toEqual(['c2'])
  expect(await row('c1')).toMatchObject({ state: 'waiting', lastDetail: closeDetails.told })
})

test('an answer that was lost is told again', async () => {
  await ask('c1', `app-${one}-1`)
  expect(await take(one)).toEqual(['c1'])
  nowMs += 9_999
  expect(await take(one)).toEqual([])
  nowMs += 1
  expect(await take(one)).toEqual(['c1'])
})

test('a process that asks elsewhere, or after a restart, is told as well', async () => {
  await ask('c1', `app-${one}-1`)
  expect(await take(one)).toEqual(['c1'])
  const restarted = new Commands({ store, now: () => nowMs })
  expect(await restarted.take(one, 0, new AbortController().signal)).toHaveLength(1)
})

test('who waits hears as soon as there is something, and nothing once it is broken off', async () => {
  const leaving = new AbortController()
  const waiting = new Commands({ store, now: Date.now, pollMs: 1 })
  const heard = waiting.take(one, 5000, leaving.signal)
  const left = waiting.take(other, 5000, leaving.signal)
  await ask('c1', `app-${one}-1`)
  expect(await heard).toMatchObject([{ id: 'c1' }])
  leaving.abort()
  expect(await left).toEqual([])
})

test('only the end of the same connection settles it', async () => {
  await ask('c1', `app-${one}-1`)
  expect(await commands.confirm([end('c1', `app-${one}-2`)])).toBe(0)
  expect(await commands.confirm([end('c9', `app-${one}-1`)])).toBe(0)
  expect(await row('c1')).toMatchObject({ state: 'waiting' })
  expect(await commands.confirm([end('c1', `app-${one}-1`)])).toBe(1)
  expect(await row('c1')).toMatchObject({
    state: 'delivered',
    lastDetail: 'The connection has ended: code 4001, by server.',
  })
  nowMs += 60_000
  expect(await take(one)).toEqual([])
})

test('many ends are looked up at once, and the same one counts once', async () => {
  for (const name of ['c1', 'c2', 'c3']) await ask(name, `app-${one}-${name.slice(1)}`)
  let looks = 0
  const counting = {
    waiting: (...of: Parameters<Store['waiting']>) => {
      looks++
      return store.waiting(...of)
    },
    settle: store.settle,
  }
  const ends = ['c1', 'c2', 'c1', 'c9'].map((name) => end(name, `app-${one}-${name.slice(1)}`))
  expect(await new Commands({ store: counting, now: () => nowMs }).confirm(ends)).toBe(2)
  expect(looks).toBe(1)
  expect(await take(one)).toEqual(['c3'])
})

test('two incidents that ask for one connection have it with one end', async () => {
  await ask('c1', `app-${one}-1`)
  await ask('c2', `app-${one}-1`)
  await ask('c3', `app-${one}-2`)
  expect(await take(one)).toEqual(['c1', 'c2', 'c3'])
  expect(await commands.confirm([end('c1', `app-${one}-1`)])).toBe(2)
  expect(await row('c2')).toMatchObject({ state: 'delivered' })
  expect(await row('c3')).toMatchObject({ state: 'waiting' })
})

test('who hung up is told nothing, and whoever asks next is told at once', async () => {
  await ask('c1', `app-${one}-1`)
  expect(await commands.take(one, 1000, AbortSignal.abort())).toEqual([])
  expect(await take(one)).toEqual(['c1'])
})

test('a connection that had ended before settles it too', async () => {
  await ask('c1', `app-${one}-1`)
  expect(await commands.gone('c1')).toBe(true)
  expect(await row('c1')).toMatchObject({ state: 'delivered' })
  expect(await commands.gone('c1')).toBe(false)
})

test.each([
  ['nobody asked for it', false, closeDetails.unclaimed],
  ['the end was not seen', true, closeDetails.unconfirmed],
])('it fails visibly when its time is over and %s', async (_, told, detail) => {
  await ask('c1', `app-${one}-1`)
  if (told) await take(one)
  nowMs += 59_999
  await sender.drain()
  expect(await row('c1')).toMatchObject({ state: 'waiting' })
  nowMs += 1
  await sender.drain()
  expect(await row('c1')).toMatchObject({ state: 'failed', lastDetail: detail })
  expect(await commands.confirm([end('c1', `app-${one}-1`)])).toBe(0)
})

const connectionEvent = (more: object) =>
  JSON.stringify({
    'event.category': ['network', 'connection'],
    'websocket.connection.id': 'c',
    'tripline.command.id': 'm',
    'websocket.close.code': 1008,
    'websocket.close.by': 'server',
    ...more,
  })

test('ends are found among other events, and only where they are ends', () => {
  const lines = [
    '{"event.category":["network","message"],"websocket.payload.text":"\\"tripline.command.id\\""}',
    connectionEvent({}),
    '"tripline.command.id" is no JSON',
    connectionEvent({ 'event.category': ['network', 'message'] }),
    connectionEvent({ 'tripline.command.id': 7 }),
    connectionEvent({ 'websocket.connection.id': 'd', 'websocket.close.code': null, 'websocket.close.by': null }),
  ]
  expect(endsIn(Buffer.from(lines.join('\n')))).toEqual([
    { command: 'm', connection: 'c', code: 1008, by: 'server' },
    { command: 'm', connection: 'd', code: null, by: null },
  ])
})

test('an end counts only when its event is durable', async () => {
  const seen: unknown[] = []
  const body = Buffer.from(connectionEvent({}))
  const sink = { confirm: async (ends: readonly unknown[]) => seen.push(...ends) }
  const refused = confirming(() => Promise.reject(new Error('full')), sink)
  await expect(refused(body, null)).rejects.toThrow('full')
  expect(seen).toEqual([])
  const kept = { accepted: 1, unreadable: 0, duplicate: false }
  expect(await confirming(async () => kept, sink)(body, null)).toBe(kept)
  expect(seen).toHaveLength(1)
})
