// From the outbox to an action and back: retries, fairness, bounds, and a graceful end. Time is passed in.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Send, Sent } from '../../src/actions/action.ts'
import { OutboxSender } from '../../src/actions/outbox-sender.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { OutboxEntry, OutboxRow, Store } from '../../src/store/store.ts'
import { commit, outboxEntry } from '../store/incidents.ts'

let store: Store
let nowMs: number
let errors: unknown[]
beforeEach(() => {
  store = openSqliteStore(':memory:')
  nowMs = 1_000_000
  errors = []
})
afterEach(() => store.close())

const senderOf = (webhook: Send, over: Partial<ConstructorParameters<typeof OutboxSender>[0]> = {}) =>
  new OutboxSender({
    store,
    send: { webhook },
    now: () => nowMs,
    random: () => 0,
    onError: (error) => errors.push(error),
    pollMs: 5,
    ...over,
  })

let n = 0
const put = (...entries: OutboxEntry[]) => store.commit([commit(++n, { source: `s${n}`, outbox: entries })], nowMs)

const rows = async () => Object.fromEntries((await store.list({ limit: 1000 })).map((row) => [row.id, row]))

/** Answers by what the test says of each row, and keeps who asked. */
function recorder(answer: (row: OutboxRow) => Sent | Promise<Sent>) {
  const asked: string[] = []
  const send: Send = async (row) => {
    asked.push(row.id)
    return answer(row)
  }
  return { asked, send }
}

const delivered: Sent = { kind: 'delivered', detail: '200' }
const again: Sent = { kind: 'again', detail: '500' }

test('what is due is sent once and settled', async () => {
  const { asked, send } = recorder(() => delivered)
  await put(outboxEntry('o1'), outboxEntry('o2'))
  const sender = senderOf(send)
  await sender.drain()
  await sender.drain()
  expect(asked.sort()).toEqual(['o1', 'o2'])
  expect(await rows()).toMatchObject({ o1: { state: 'delivered', lastDetail: '200' }, o2: { state: 'delivered' } })
})

test('a long queue is sent to its end, each row once', async () => {
  const { asked, send } = recorder(() => delivered)
  const ids = Array.from({ length: 1000 }, (_, at) => `o${at}`)
  await put(...ids.map((id) => outboxEntry(id)))
  await senderOf(send).drain()
  expect(asked).toEqual(ids)
  expect(await store.list({ state: 'delivered', limit: 2000 })).toHaveLength(1000)
})

test('a failure waits for the schedule, and is given up after ten attempts', async () => {
  const { asked, send } = recorder(() => again)
  await put(outboxEntry('o1'))
  const sender = senderOf(send)
  const pauses: number[] = []
  for (let attempts = 1; attempts <= 12; attempts++) {
    await sender.drain()
    await sender.drain()
    const { nextAtMs, state } = (await rows()).o1!
    if (state === 'failed') break
    pauses.push((nextAtMs - nowMs) / 1000)
    nowMs = nextAtMs
  }
  expect(asked).toHaveLength(10)
  expect(pauses).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
  expect((await rows()).o1).toMatchObject({ state: 'failed', attempts: 10, lastDetail: '500' })
})

test('the other side may ask for more patience than the schedule has, not for less', async () => {
  await put(outboxEntry('patient', { target: 'a' }), outboxEntry('hasty', { target: 'b' }))
  const { send } = recorder(({ id }) => ({ ...again, notBeforeMs: nowMs + (id === 'patient' ? 60_000 : 1) }))
  await senderOf(send).drain()
  expect(await rows()).toMatchObject({ patient: { nextAtMs: nowMs + 60_000 }, hasty: { nextAtMs: nowMs + 5000 } })
})

test('what is refused fails at once', async () => {
  const { asked, send } = recorder(() => ({ kind: 'refused', detail: 'private' }))
  await put(outboxEntry('o1'))
  await senderOf(send).drain()
  expect(asked).toHaveLength(1)
  expect(await rows()).toMatchObject({ o1: { state: 'failed', lastDetail: 'private' } })
})

test('an action that nobody can carry out fails at once', async () => {
  await put(outboxEntry('o1', { action: 'block' }))
  await senderOf(recorder(() => delivered).send).drain()
  expect(await rows()).toMatchObject({ o1: { state: 'failed' } })
})

test('a target that is gone is left alone; another is not, and one that somebody asks for is tried', async () => {
  const { asked, send } = recorder(({ target }) =>
    target === 'soc' ? { kind: 'refused', detail: '410', gone: true } : delivered,
  )
  const sender = senderOf(send)
  await put(outboxEntry('o1'))
  await sender.drain()
  await put(outboxEntry('o2'), outboxEntry('o3', { target: 'pager' }))
  await sender.drain()
  expect(asked).toEqual(['o1', 'o3'])
  expect(await rows()).toMatchObject({ o2: { state: 'failed' }, o3: { state: 'delivered' } })
  await store.retry('o2', nowMs)
  await sender.drain()
  expect(asked).toEqual(['o1', 'o3', 'o2'])
  nowMs += 3600_000
  await put(outboxEntry('o4'))
  await sender.drain()
  expect(asked.at(-1)).toBe('o4')
})

test('a target that never answers does not hold the others', async () => {
  const stuck = Promise.withResolvers<Sent>()
  const { send } = recorder(({ target }) => (target === 'soc' ? stuck.promise : delivered))
  await put(...Array.from({ length: 300 }, (_, at) => outboxEntry(`s${at}`)))
  await put(...Array.from({ length: 20 }, (_, at) => outboxEntry(`p${at}`, { target: 'pager' })))
  const sender = senderOf(send)
  sender.start()
  await expect.poll(async () => (await store.list({ state: 'delivered', limit: 100 })).length).toBe(20)
  stuck.resolve(delivered)
  await expect.poll(async () => (await store.list({ state: 'waiting', limit: 100 })).length).toBe(0)
  await sender.stop()
})

test('never more than eight at once, two to one target', async () => {
  let running = 0
  let most = 0
  const perTarget = new Map<string, number>()
  let mostPerTarget = 0
  const send: Send = async ({ target }) => {
    most = Math.max(most, ++running)
    perTarget.set(target, (perTarget.get(target) ?? 0) + 1)
    mostPerTarget = Math.max(mostPerTarget, perTarget.get(target)!)
    await new Promise((resolve) => setTimeout(resolve, 2))
    perTarget.set(target, perTarget.get(target)! - 1)
    running--
    return delivered
  }
  await put(...Array.from({ length: 60 }, (_, at) => outboxEntry(`o${at}`, { target: `t${at % 6}` })))
  await senderOf(send).drain()
  expect(await store.list({ state: 'delivered', limit: 100 })).toHaveLength(60)
  expect(most).toBe(8)
  expect(mostPerTarget).toBe(2)
})

test('a stop lets what is under way end, and takes nothing new', async () => {
  const slow = Promise.withResolvers<Sent>()
  const { asked, send } = recorder(() => slow.promise)
  await put(outboxEntry('o1'), outboxEntry('o2'), outboxEntry('o3'))
  const sender = senderOf(send)
  sender.start()
  await expect.poll(() => asked.length).toBe(2)
  const stopped = sender.stop()
  slow.resolve(delivered)
  await stopped
  expect(asked).toHaveLength(2)
  expect(await store.list({ state: 'delivered', limit: 10 })).toHaveLength(2)
  expect(await store.list({ state: 'waiting', limit: 10 })).toMatchObject([{ attempts: 0 }])
})

test('a stop breaks off what does not end, and leaves it as if it had not been tried', async () => {
  const send: Send = (_, { signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'interrupted' })))
  await put(outboxEntry('o1'))
  const sender = senderOf(send)
  sender.start()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await sender.stop(10)
  expect(await rows()).toMatchObject({ o1: { state: 'waiting', attempts: 0, nextAtMs: nowMs } })
})

test('an action that throws is told of and tried again; a store that fails is told of and asked again', async () => {
  await put(outboxEntry('o1'))
  await senderOf(() => Promise.reject(new Error('a mistake of ours'))).drain()
  expect(errors).toMatchObject([{ message: 'a mistake of ours' }])
  expect(await rows()).toMatchObject({ o1: { state: 'waiting', attempts: 1 } })

  nowMs += 5000
  let failing = 3
  const { asked, send } = recorder(() => delivered)
  const due: Store['due'] = (...args) => (failing-- > 0 ? Promise.reject(new Error('locked')) : store.due(...args))
  const sender = senderOf(send, { store: { due, settle: store.settle } })
  sender.start()
  await expect.poll(() => asked).toEqual(['o1'])
  await sender.stop()
  expect(errors).toHaveLength(4)
})
