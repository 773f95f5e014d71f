// The address at which applications ask what to do: who may ask, what is let through, and that a stop ends the wait.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Api, createApi } from '../../src/api/api.ts'
import type { Command, Commands } from '../../src/api/options.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'

const instance = '0123456789abcdef'
const command: Command = { id: 'c1', kind: 'close', connection: `app-${instance}-1`, code: 1008, reason: 'why' }

let store: Store
let api: Api
let url: string
let assets: string
let commands: Commands
beforeEach(async () => {
  assets = mkdtempSync(join(tmpdir(), 'tripline-page-'))
  store = openSqliteStore(':memory:')
  api = createApi({
    settings: { host: '127.0.0.1', port: 0, token: 'sesame' },
    store,
    ingest: () => Promise.reject(new Error('not asked for')),
    ship: () => Promise.reject(new Error('not asked for')),
    commands: { take: (...asked) => commands.take(...asked), gone: (id) => commands.gone(id) },
    stats: () => ({}),
    readiness: async () => ({ ready: true, checks: {} }),
    metrics: async () => ({ contentType: 'text/plain', text: '' }),
    rules: () => [],
    assets,
  })
  url = (await api.listen()).url
})
afterEach(async () => {
  await api.close()
  await store.close()
  rmSync(assets, { recursive: true })
})

const ask = (path: string, more: RequestInit = {}) =>
  fetch(`${url}${path}`, { headers: { authorization: 'Bearer sesame', 'content-type': 'application/json' }, ...more })

test('an application gets what is for it', async () => {
  const asked: unknown[] = []
  commands = {
    take: async (holder, waitMs) => {
      asked.push([holder, waitMs])
      return [command]
    },
    gone: async () => false,
  }
  const answer = await ask(`/api/commands?instance=${instance}&wait=3`)
  expect([answer.status, await answer.json()]).toEqual([200, { commands: [command] }])
  await ask(`/api/commands?instance=${instance}`)
  expect(asked).toEqual([
    [instance, 3000],
    [instance, 25_000],
  ])
})

test.each([
  '/api/commands',
  '/api/commands?instance=me',
  `/api/commands?instance=${instance}&wait=3600`,
  `/api/commands?instance=${instance}&holder=x`,
])('%s is refused', async (path) => {
  commands = { take: () => expect.unreachable(), gone: () => expect.unreachable() }
  expect((await ask(path)).status).toBe(400)
})

test('without the token nobody is told anything', async () => {
  commands = { take: () => expect.unreachable(), gone: () => expect.unreachable() }
  const headers = { 'content-type': 'application/json' }
  expect((await ask(`/api/commands?instance=${instance}`, { headers })).status).toBe(401)
  expect((await ask('/api/commands/c1/gone', { method: 'POST', body: '{}', headers })).status).toBe(401)
})

test('a connection that is gone is told by its command', async () => {
  commands = { take: async () => [], gone: async (id) => id === 'c1' }
  const gone = (id: string) => ask(`/api/commands/${id}/gone`, { method: 'POST', body: '{}' })
  expect((await gone('c1')).status).toBe(200)
  expect((await gone('c2')).status).toBe(404)
})

test('a stop ends the wait, and so does the application that leaves', async () => {
  const waiting: AbortSignal[] = []
  commands = {
    take: (_holder, _waitMs, signal) =>
      new Promise((resolve) => {
        waiting.push(signal)
        signal.addEventListener('abort', () => resolve([]))
      }),
    gone: async () => false,
  }
  const leaving = new AbortController()
  const left = ask(`/api/commands?instance=${instance}`, { signal: leaving.signal }).catch(() => 'left')
  await expect.poll(() => waiting.length).toBe(1)
  leaving.abort()
  expect(await left).toBe('left')
  await expect.poll(() => waiting[0]!.aborted).toBe(true)

  const stays = ask(`/api/commands?instance=${instance}`)
  await expect.poll(() => waiting.length).toBe(2)
  await api.close()
  expect(await (await stays).json()).toEqual({ commands: [] })
})
