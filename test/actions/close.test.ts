// From a rule's `respond close` to rows, and what becomes of rows that no application takes.
import { expect, test } from 'vitest'
import type { Sent } from '../../src/actions/action.ts'
import { close, closeDetails, holderOf } from '../../src/actions/close.ts'
import { outboxFor } from '../../src/actions/outbox-for.ts'
import type { OutboxRow } from '../../src/store/store.ts'
import { incident, outboxEntry } from '../store/incidents.ts'

const nowMs = 1_000_000
const held = 'app-0123456789abcdef-7'
const respond = [{ kind: 'close', code: 1008 }] as const

function raisedFor(...connections: readonly string[]) {
  const raised = incident({ id: 'i1', respond })
  const id = connections.length === 1 ? connections[0]! : connections
  return connections.length === 0
    ? raised
    : { ...raised, document: { ...raised.document, websocket: { connection: { id } } } }
}

const asked = (...connections: readonly string[]) =>
  outboxFor(raisedFor(...connections), []).map(({ payload }) => JSON.parse(payload))

const row = (connection: string | null, over: Partial<OutboxRow> = {}): OutboxRow => ({
  ...outboxEntry('c1', { action: 'close', target: 'application' }),
  payload: JSON.stringify({ connection, code: 1008, reason: 'policy violation' }),
  ...{ attempts: 0, state: 'waiting', nextAtMs: nowMs, createdAtMs: nowMs, lastDetail: '' },
  ...over,
})

const attempt = (one: OutboxRow): Promise<Sent> =>
  close.open({ lifeMs: 60_000 })(one, { nowMs, signal: new AbortController().signal })

test('each connection of the incident gets a row of its own, under an id that stays', () => {
  expect(asked('a', 'b')).toEqual(
    ['a', 'b'].map((connection) => ({ connection, code: 1008, reason: 'policy violation' })),
  )
  const rows = outboxFor(raisedFor('a', 'b'), [])
  expect(rows).toMatchObject([{ action: 'close', target: 'application', incidentId: 'i1' }, { action: 'close' }])
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2)
  expect(outboxFor(raisedFor('a', 'b'), [])).toEqual(rows)
})

test('an incident of very many connections closes a hundred', () => {
  expect(asked(...Array.from({ length: 300 }, (_, at) => `c${at}`))).toHaveLength(100)
})

test('an incident that names no connection says so in a row that fails', async () => {
  expect(asked()).toMatchObject([{ connection: null }])
  expect(await attempt(row(null))).toEqual({ kind: 'refused', detail: closeDetails.unnamed })
})

test.each([
  '1:cWOKyL3uUn0HdHTIgdNnXCWh3dE=:1767225600',
  'app-0123456789abcdef',
  'app-XYZ-1',
  ' app-0123456789abcdef-7',
])('%s is a connection that no application holds: its row fails at once', async (connection) => {
  expect(holderOf(connection)).toBe(null)
  expect(await attempt(row(connection))).toEqual({ kind: 'refused', detail: closeDetails.unheld })
})

test('one that an application may hold waits as long as that may take', async () => {
  expect(holderOf(held)).toBe('0123456789abcdef')
  expect(await attempt(row(held))).toEqual({
    kind: 'again',
    detail: closeDetails.waiting,
    notBeforeMs: nowMs + 60_000,
  })
})

test('then it is given up, and says whether the application had been told', async () => {
  const late = { attempts: 1, lastDetail: closeDetails.waiting }
  expect(await attempt(row(held, late))).toEqual({ kind: 'refused', detail: closeDetails.unclaimed })
  const told = { attempts: 2, lastDetail: closeDetails.told }
  expect(await attempt(row(held, told))).toEqual({ kind: 'refused', detail: closeDetails.unconfirmed })
})

test('one that somebody asks for again has all its time anew', async () => {
  expect(await attempt(row(held, { lastDetail: closeDetails.unconfirmed }))).toMatchObject({ kind: 'again' })
})
