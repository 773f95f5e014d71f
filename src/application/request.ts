// What a client said → a login or logout that it asks for, or null.
import { isObject, type JsonObject, type Said } from './said.ts'
import { squeeze } from './words.ts'

export type Request =
  | { readonly kind: 'login'; readonly user: string | null; readonly id: string | null }
  | { readonly kind: 'logout' }

export function recogniseRequest(said: Said): Request | null {
  const name = squeeze(said.name)
  if (logoutName.test(name)) return { kind: 'logout' }
  if (!loginName.test(name)) return null
  const user = userIn(said.bodies) ?? userByPosition(said.args)
  return user !== null || hasCredential(said) ? { kind: 'login', user, id: said.id } : null
}

const prefix = '^(?:user|client|account|session|public|private|auth|chat|admin|do|req|request|rpc)*'
const loginName = new RegExp(
  `${prefix}(?:login|logon|signin|auth|authenticate|authentication|authorize|identify|connectioninit)(?:request|req|user|attempt|submit|message)?$`,
)
const logoutName = new RegExp(`${prefix}(?:logout|logoff|signout|deauth|deauthenticate)(?:request|req|user)?$`)

const userKeys = [
  'user',
  'username',
  'login',
  'email',
  'mail',
  'account',
  'nick',
  'nickname',
  'uid',
  'userid',
  'identifier',
]
const nestedUserKeys = ['name', 'username', 'login', 'email', 'id']
const credentialKeys = new Set(
  'password passwd pass pwd passcode pin secret token accesstoken authtoken idtoken sessiontoken jwt bearer apikey key credential credentials authorization auth authentication otp signature ticket'.split(
    ' ',
  ),
)

/** The user that a message names. */
export function userIn(bodies: readonly JsonObject[]): string | null {
  for (const body of bodies) {
    const user = firstUser(body, userKeys)
    if (user !== null) return user
  }
  return null
}

function firstUser(body: JsonObject, keys: readonly string[]): string | null {
  const squeezed = new Map(Object.entries(body).map(([key, value]) => [squeeze(key), value]))
  for (const key of keys) {
    const value = squeezed.get(key)
    const user = isObject(value) && keys === userKeys ? firstUser(value, nestedUserKeys) : asUser(value)
    if (user !== null) return user
  }
  return null
}

function asUser(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' && value.length <= 256 ? value : null
}

/** `["login", "bob", "secret"]`; one argument alone is a token. */
const userByPosition = ([user, password]: readonly unknown[]): string | null =>
  typeof password === 'string' ? asUser(user) : null

const hasCredential = ({ bodies, args }: Said): boolean =>
  typeof args[0] === 'string' ||
  bodies.some((body) => Object.keys(body).some((key) => credentialKeys.has(squeeze(key))))
