// Logins that a deployment describes itself.
import { expect, test } from 'vitest'
import { Application } from '../../src/application/application.ts'
import type { LoginPattern } from '../../src/application/settings.ts'
import { batchOf, layout, script } from './talk.ts'

const identify: LoginPattern = {
  request: { match: { op: 2, 'd.secret': '*' }, user: 'd.who' },
  success: { match: { t: 'READY' } },
  failure: { match: { op: 9 } },
  logout: { match: { op: 13 } },
}

const positional: LoginPattern = {
  request: { match: { '0': 'HELO' }, user: '1.me' },
  success: { match: { '0': 'HI' } },
  failure: { match: { '0': 'NO' } },
}

test.each([
  ['a success', '> {"op":2,"d":{"who":"bot","secret":"x"}}\n< {"op":0,"t":"READY"}', ['login success bot']],
  ['a failure', '> {"op":2,"d":{"who":"bot","secret":"x"}}\n< {"op":9}', ['login failure bot']],
  ['no request where a value is missing', '> {"op":2,"d":{"who":"bot"}}\n< {"op":9}', []],
  ['no request where a value is another', '> {"op":3,"d":{"secret":"x"}}\n< {"op":9}', []],
  ['a logout', '> {"op":13}', ['logout unknown -']],
  ['places in an array', '> ["HELO",{"me":"joe"}]\n< ["NO"]', ['login failure joe']],
  ['the built-in shapes beside', '> {"type":"login","user":"a","password":"b"}\n< {"ok":true}', ['login success a']],
])('%s', (_, talk, expected) => {
  expect(authOf(talk, [identify, positional])).toEqual(expected)
})

test('a pattern without paths matches nothing', () => {
  const empty = { request: { match: {} }, success: { match: {} }, failure: { match: {} } }
  expect(authOf('> {"a":1}\n< {"b":2}', [empty])).toEqual([])
})

test('a path does not reach what every object has', () => {
  const inherited = { ...positional, request: { match: { toString: '*' } } }
  expect(authOf('> {"toStrin":1,"x":"toString"}\n< ["HI"]', [inherited])).toEqual([])
})

function authOf(talk: string, login: readonly LoginPattern[]): string[] {
  const batch = batchOf(script(talk))
  const rows = batch.length
  new Application(layout, { login }).extend(batch, () => {})
  return Array.from({ length: batch.length - rows }, (_, index) =>
    ['event.action', 'event.outcome', 'user.name']
      .map((field) => batch.get(rows + index, layout.slot(field)) ?? '-')
      .join(' '),
  )
}
