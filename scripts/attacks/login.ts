// Logins inside messages, as chats have them.
import type { Visit } from './visit.ts'

export const logIn = (visit: Visit, user: string): Visit =>
  visit.ask({ type: 'login', user, password: 'green-gate' }, { type: 'login_ok', user })

export const logInWrongly = (visit: Visit, user: string): Visit =>
  visit.ask({ type: 'login', user, password: 'gren-gate' }, { type: 'login_failed', error: 'wrong password' })

/** With a token, which names nobody until the server says whose it was. */
export const tryToken = (visit: Visit, token: string): Visit => visit.say({ type: 'authenticate', token })
