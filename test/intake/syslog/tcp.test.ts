// Connections in bounds: how many there are, and which one gives way.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { Inbox } from '../../../src/intake/syslog/inbox.ts'
import type { Listener } from '../../../src/intake/syslog/listener.ts'
import { listenTcp, type StreamLimits } from '../../../src/intake/syslog/tcp.ts'

const ended: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ended.splice(0)) await end()
})

async function listen(limits: StreamLimits): Promise<{ inbox: Inbox; lost: string[]; listener: Listener }> {
  const inbox = new Inbox()
  const lost: string[] = []
  const hearing = { inbox, onLost: (reason: string) => lost.push(reason) }
  const listener = await listenTcp({ host: '127.0.0.1', port: 0 }, hearing, { limits })
  ended.push(() => listener.close())
  return { inbox, lost, listener }
}

async function open({ where }: Listener): Promise<Socket> {
  const socket = connect(Number(/\d+$/.exec(where)![0]), '127.0.0.1')
  ended.push(() => socket.destroy())
  await once(socket, 'connect')
  socket.resume()
  return socket
}

const textsOf = async (inbox: Inbox, count: number): Promise<readonly string[]> => {
  const texts: string[] = []
  while (texts.length < count)
    texts.push(...(await inbox.take(count)).map(({ bytes }) => Buffer.from(bytes).toString()))
  return texts
}

test('one more than there may be is refused, and told; those that are open go on', async () => {
  const { inbox, lost, listener } = await listen({ connections: 2, idleMs: 60_000 })
  const [first, second] = [await open(listener), await open(listener)]
  const third = await open(listener)
  await once(third, 'close')
  expect(lost).toEqual(['connection refused: too many are open'])
  first.write('<13>a\n')
  expect(await textsOf(inbox, 1)).toEqual(['<13>a'])
  second.write('<13>b\n')
  expect(await textsOf(inbox, 1)).toEqual(['<13>b'])
})

test('where all are taken, the one that was silent longest gives way, and what it had begun counts', async () => {
  const { inbox, lost, listener } = await listen({ connections: 2, idleMs: 20 })
  const [first, second] = [await open(listener), await open(listener)]
  second.write('<13>no end')
  await sleep(50)
  first.write('<13>a\n')
  expect(await textsOf(inbox, 1)).toEqual(['<13>a'])
  const third = await open(listener)
  expect(await textsOf(inbox, 1)).toEqual(['<13>no end'])
  third.write('<13>c\n')
  expect(await textsOf(inbox, 1)).toEqual(['<13>c'])
  expect(lost).toEqual([])
})

test('a place is free again when its connection has ended', async () => {
  const { inbox, lost, listener } = await listen({ connections: 1, idleMs: 60_000 })
  for (const text of ['<13>a', '<13>b', '<13>c']) {
    const socket = await open(listener)
    socket.end(text)
    expect(await textsOf(inbox, 1)).toEqual([text])
  }
  expect(lost).toEqual([])
})
