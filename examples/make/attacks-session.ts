// Weak authentication and sessions in the wrong hands.
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { passwordOf, tokenOf } from './accounts.ts'
import type { Attack } from './attacks.ts'
import { browse, open } from './clients.ts'
import { attackers, careless } from './network.ts'

const guesses = [
  '123456',
  'password',
  'qwerty',
  'admin',
  'letmein',
  'welcome',
  'monkey',
  'dragon',
  'sunshine',
  'football',
]

export const sessionAttacks: readonly Attack[] = [
  {
    id: 'token-in-url',
    class: 'session',
    about: 'The mobile app puts its token into the URL, where every log keeps it; a thief uses it from elsewhere.',
    addresses: [careless.mobile, attackers.tokenThief],
    rules: {
      capture: ['token_in_url', 'session_from_two_addresses', 'session_closed_and_opened_elsewhere'],
      log: ['token_in_url', 'session_from_two_addresses'],
    },
    run: async () => {
      const path = `/chat?token=${tokenOf('grace')}&room=lobby`
      await readRooms({ from: careless.mobile, path })
      await readRooms({ from: attackers.tokenThief, path, origin: null })
    },
  },
  {
    id: 'stolen-cookie',
    class: 'session',
    about: 'The session cookie of ivan, used from a second address with the right origin.',
    addresses: [careless.ivan, attackers.cookieThief],
    rules: { capture: ['session_closed_and_opened_elsewhere'], log: [] },
    run: async () => {
      const cookie = await browse(careless.ivan, 'ivan')
      await readRooms({ from: careless.ivan, path: '/chat', cookie })
      await readRooms({ from: attackers.cookieThief, path: '/chat', cookie: `${cookie.split('; ')[1]}` })
    },
  },
  {
    id: 'guessing',
    class: 'session',
    about: `${guesses.length} wrong passwords for admin in one connection, then the right one.`,
    addresses: [attackers.guesser],
    rules: { capture: ['password_guessing_over_frames', 'guessing_then_success'], log: [] },
    run: async () => {
      const talk = await open({ from: attackers.guesser, path: '/chat', origin: null })
      for (const password of guesses) {
        talk.say({ type: 'login', user: 'admin', password })
        await talk.hear('login_failed')
        await pause(120)
      }
      talk.say({ type: 'login', user: 'admin', password: passwordOf('admin') })
      await talk.hear('login_ok')
      await talk.bye()
    },
  },
  {
    id: 'hammering',
    class: 'session',
    about: 'One guess for a connection: the server answers by closing with 1008, the client comes back with the next.',
    addresses: [attackers.hammer],
    rules: { capture: ['password_guessing_over_frames'], log: [] },
    run: async () => {
      for (const password of guesses) {
        const talk = await open({ from: attackers.hammer, path: '/console', origin: null })
        talk.say({ action: 'auth', user: 'admin', password })
        await once(talk.socket, 'close')
        await pause(80)
      }
    },
  },
  {
    id: 'after-logout',
    class: 'session',
    about: 'A client that goes on asking after its logout, and is still answered.',
    addresses: [attackers.lingerer],
    rules: { capture: ['message_after_logout'], log: [] },
    run: async () => {
      const talk = await open({ from: attackers.lingerer, path: '/chat', origin: null })
      talk.say({ type: 'login', user: 'dave', password: passwordOf('dave') })
      await talk.hear('login_ok')
      talk.say({ type: 'logout' })
      await talk.hear('logged_out')
      talk.say({ type: 'history', room: 'private' })
      await talk.hear('history')
      await talk.bye()
    },
  },
]

async function readRooms(visit: Parameters<typeof open>[0]): Promise<void> {
  const talk = await open(visit)
  talk.say({ type: 'history', room: 'lobby' })
  await talk.hear('history')
  await pause(300)
  await talk.bye()
}
