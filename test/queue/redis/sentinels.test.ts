// Sentinels that say what they say at the worst moment → a connection that comes back.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Redis } from 'ioredis'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Manner } from '../../../src/queue/redis/connect.ts'
import { open, sentinelTimeoutMs } from '../../../src/queue/redis/open.ts'
import { array, bulk, type FakeRedis, fakeRedis } from './fake-redis.ts'

/** Names itself where it is asked for anything. */
const master = (name: string): Promise<FakeRedis> =>
  fakeRedis(([word]) => bulk(word === 'info' ? 'role:master\r\nloading:0\r\n' : name))

interface Sentinel {
  readonly port: number
  /** Who asks for the master waits for an answer until this one has it. */
  answer: (client: Socket) => void
  /** Whoever wants to hear of failovers. */
  listener: Promise<Socket>
}

async function sentinel(masterPort: number): Promise<Sentinel> {
  const heard = Promise.withResolvers<Socket>()
  const { port } = await fakeRedis(([word, question], client) => {
    if (word === 'subscribe') {
      heard.resolve(client)
      return `*3\r\n${bulk('subscribe')}${bulk('+switch-master')}:1\r\n`
    }
    if (question !== 'get-master-addr-by-name') return '*0\r\n'
    told.answer(client)
    return null
  })
  const told: Sentinel = { port, answer: (client) => client.write(addressOf(masterPort)), listener: heard.promise }
  return told
}

const addressOf = (port: number): string => array('127.0.0.1', String(port))

async function connectionBy(sentinel: Sentinel, manner: Manner): Promise<Redis> {
  const nodes = [`127.0.0.1:${sentinel.port}`]
  const connection = await open({ sentinel: { name: 'main', nodes, tls: false }, prefix: 'p' }, manner)
  onTestFinished(() => connection.disconnect())
  return connection as Redis
}

/** As BullMQ makes connections of its own from ours. */
const duplicate = (connection: Redis): Redis => {
  const another = connection.duplicate()
  onTestFinished(() => another.disconnect())
  return another
}

test.each([
  ['a connection', 'prompt', (connection: Redis) => connection],
  ['one that waits', 'waiting', (connection: Redis) => connection],
  ['a duplicate of it', 'waiting', duplicate],
] as const)('%s that hears of a failover while it asks for the master follows', async (_, manner, choose) => {
  const [first, second] = [await master('first'), await master('second')]
  const told = await sentinel(first.port)
  const connection = choose(await connectionBy(told, manner))
  connection.on('error', () => {})
  await connection.connect()
  expect(await connection.get('name')).toBe('first')

  const listener = await told.listener
  const asking = Promise.withResolvers<Socket>()
  told.answer = asking.resolve
  first.hangUp()
  const asked = await asking.promise
  const heard = once(listener, 'close')
  listener.write(array('message', '+switch-master', `main 127.0.0.1 ${first.port} 127.0.0.1 ${second.port}`))
  await heard
  told.answer = (client) => client.write(addressOf(second.port))
  told.answer(asked)

  await expect.poll(() => connection.status).toBe('ready')
  expect(await connection.get('name')).toBe('second')
})

test('one that we close while it asks stays closed', async () => {
  const told = await sentinel((await master('first')).port)
  const connection = await connectionBy(told, 'prompt')
  const asking = Promise.withResolvers<Socket>()
  told.answer = asking.resolve
  const connecting = expect(connection.connect()).rejects.toThrow('Connection is closed.')
  const asked = await asking.promise
  const ended = once(connection, 'end')
  connection.disconnect()
  asked.end()
  await Promise.all([connecting, ended])
})

test('a sentinel that never answers is given up, and another asked', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { port } = await master('first')
  const [frozen, living] = [await sentinel(port), await sentinel(port)]
  const asking = Promise.withResolvers<Socket>()
  frozen.answer = asking.resolve
  const nodes = [frozen, living].map((each) => `127.0.0.1:${each.port}`)
  const connection = await open({ sentinel: { name: 'main', nodes, tls: false }, prefix: 'p' }, 'prompt')
  onTestFinished(() => connection.disconnect())
  const connected = connection.connect()
  await asking.promise
  vi.advanceTimersByTime(sentinelTimeoutMs)
  await connected
  expect(await connection.get('name')).toBe('first')
})
