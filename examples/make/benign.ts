// A day in small: people who talk, watch prices, upload, mistype a password. No rule may fire on any of this.
import { setTimeout as pause } from 'node:timers/promises'
import { passwordOf } from './accounts.ts'
import { browse, open, type Talk } from './clients.ts'
import { home, people } from './network.ts'
import { lines } from './talk.ts'

export interface Benign {
  readonly address: string
  readonly about: string
}

/** All of it at once; takes about half a minute. */
export async function benignDay(): Promise<void> {
  await Promise.all([lobby(), mistypedPassword(), twoTabs(), upload(), heartbeats(), board(), subscription()])
}

export const benign: readonly Benign[] = [
  { address: people.alice, about: 'talks in the lobby: cookie, subprotocol chat.v1, permessage-deflate' },
  { address: people.bob, about: 'mistypes the password once, signs in inside the connection, talks, logs out' },
  {
    address: people.obrien,
    about: 'talks in the lobby without compression; apostrophes in the name and in every other line',
  },
  { address: people.dave, about: 'the same user and cookie in two tabs, one address' },
  { address: people.erin, about: 'uploads 20 kB in five binary fragments and one compressed text' },
  { address: people.frank, about: 'WebSocket pings and pongs, and heartbeats as text' },
  { address: people.watcher, about: 'watches the public price board without signing in' },
  { address: people.heidi, about: 'talks in the lobby over IPv6; subscribes by graphql-transport-ws' },
]

async function lobby(): Promise<void> {
  const talks = {
    alice: await enter('alice', { protocol: 'chat.v1', deflate: true }),
    obrien: await enter('obrien', {}),
    heidi: await enter('heidi', { deflate: true }),
    bob: await signInInside(),
  }
  for (const [name, text] of lines) {
    talks[name].say({ type: 'say', room: 'lobby', text })
    await talks.alice.hear('said')
    await pause(1300)
  }
  talks.bob.say({ type: 'logout' })
  await talks.bob.hear('logged_out')
  for (const talk of Object.values(talks)) await talk.bye()
}

async function enter(
  user: 'alice' | 'obrien' | 'heidi',
  options: { readonly protocol?: string; readonly deflate?: boolean },
): Promise<Talk> {
  const cookie = await browse(people[user], user)
  const talk = await open({ from: people[user], path: '/chat', cookie, ...options })
  talk.say({ type: 'join', room: 'lobby' })
  await talk.hear('joined')
  return talk
}

/** No cookie: the first message signs in. */
async function signInInside(): Promise<Talk> {
  const talk = await open({ from: people.bob, path: '/chat', protocol: 'chat.v1' })
  talk.say({ type: 'login', user: 'bob', password: 'blue-boat' })
  await talk.hear('login_ok')
  talk.say({ type: 'join', room: 'lobby' })
  await talk.hear('joined')
  return talk
}

async function mistypedPassword(): Promise<void> {
  const talk = await open({ from: people.bob, path: '/chat' })
  talk.say({ type: 'login', user: 'bob', password: 'blue-baot' })
  await talk.hear('login_failed')
  await pause(1500)
  talk.say({ type: 'login', user: 'bob', password: passwordOf('bob') })
  await talk.hear('login_ok')
  await talk.bye()
}

async function twoTabs(): Promise<void> {
  const cookie = await browse(people.dave, 'dave')
  const first = await open({ from: people.dave, path: '/chat', cookie })
  await pause(2000)
  const second = await open({ from: people.dave, path: '/chat', cookie, deflate: true })
  for (const tab of [first, second, first]) {
    tab.say({ type: 'history', room: 'garden' })
    await tab.hear('history')
    await pause(900)
  }
  await first.bye()
  await second.bye()
}

async function upload(): Promise<void> {
  const cookie = await browse(people.erin, 'erin')
  const talk = await open({ from: people.erin, path: '/files', cookie })
  const chunk = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 31) & 0xff))
  for (let part = 1; part <= 5; part++) {
    talk.socket.send(chunk, { binary: true, fin: part === 5 })
    await pause(40)
  }
  await talk.hear('stored')
  await talk.bye()

  const notes = await open({ from: people.erin, path: '/files', cookie, deflate: true })
  notes.say({ type: 'note', text: 'Minutes of the garden club. '.repeat(120) })
  await notes.hear('stored')
  await notes.bye()
}

async function heartbeats(): Promise<void> {
  const cookie = await browse(people.frank, 'frank')
  const talk = await open({ from: people.frank, path: '/chat', cookie })
  for (let beat = 1; beat <= 12; beat++) {
    talk.socket.ping(`beat ${beat}`)
    talk.socket.send(beat % 2 === 0 ? '2' : '3')
    await pause(800)
  }
  await talk.bye()
}

async function board(): Promise<void> {
  const plain = await open({ from: people.watcher, path: '/prices', origin: home })
  const packed = await open({ from: people.watcher, path: '/prices', deflate: true })
  await pause(24_000)
  await plain.bye()
  await packed.bye()
}

async function subscription(): Promise<void> {
  const cookie = await browse(people.heidi, 'heidi')
  const talk = await open({ from: people.heidi, path: '/graphql', cookie, protocol: 'graphql-transport-ws' })
  talk.say({ type: 'connection_init', payload: {} })
  await talk.hear('connection_ack')
  talk.say({ id: '1', type: 'subscribe', payload: { query: 'subscription { rooms(where: { open: true }) { room } }' } })
  await talk.hear('complete')
  await talk.bye()
}
