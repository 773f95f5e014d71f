// The patterns of `app.login` against a decoded message.
import type { Outcome } from './answer.ts'
import type { Request } from './request.ts'
import type { Said } from './said.ts'
import type { LoginPattern, MessageMatch } from './settings.ts'

export interface Patterns {
  /** Whether a client's text may hold a configured request or logout: no more than a search for a few literals. */
  mayConcern(text: string): boolean
  request(said: Said): Request | null
  answer(said: Said): Outcome | null
}

export function preparePatterns(patterns: readonly LoginPattern[]): Patterns {
  const hints = patterns.flatMap(({ request, logout }) => [request, ...(logout ? [logout] : [])].map(hintOf))
  return {
    mayConcern: (text) => hints.some((hint) => text.includes(hint)),
    request: (said) => firstOf(patterns, (pattern) => requestOf(pattern, said)),
    answer: (said) => firstOf(patterns, (pattern) => answerOf(pattern, said)),
  }
}

/** A name that must stand in the text; empty, which every text holds, where a match has array elements alone. */
const hintOf = ({ match }: { readonly match: MessageMatch }): string =>
  Object.keys(match)
    .flatMap((path) => path.split('.'))
    .find((part) => !/^\d+$/.test(part)) ?? ''

function requestOf({ request, logout }: LoginPattern, said: Said): Request | null {
  if (logout && holds(logout.match, said.root)) return { kind: 'logout' }
  if (!holds(request.match, said.root)) return null
  const user = request.user === undefined ? null : at(said.root, request.user)
  return { kind: 'login', user: user === null || typeof user === 'object' ? null : String(user), id: said.id }
}

function answerOf({ success, failure }: LoginPattern, said: Said): Outcome | null {
  if (holds(failure.match, said.root)) return 'failure'
  return holds(success.match, said.root) ? 'success' : null
}

function holds(match: MessageMatch, root: unknown): boolean {
  const wanted = Object.entries(match)
  return (
    wanted.length > 0 &&
    wanted.every(([path, value]) => (value === '*' ? at(root, path) !== null : at(root, path) === value))
  )
}

/** What stands at a path; null for nothing. */
function at(root: unknown, path: string): unknown {
  let value: unknown = root
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return null
    value = (value as Readonly<Record<string, unknown>>)[part]
  }
  return value ?? null
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = find(item)
    if (found !== null) return found
  }
  return null
}
