// Conversations in talks/ → what becomes known of them, row by row; then what must hold of any conversation.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Application } from '../../src/application/application.ts'
import type { Batch } from '../../src/event/batch.ts'
import { categoryBit, categoryBits } from '../../src/event/category.ts'
import { golden } from '../cases.ts'
import { batchOf, layout, type Said, script } from './talk.ts'

const folder = new URL('./talks', import.meta.url).pathname
const settings = { login: [] }
const authBit = categoryBit('auth')

describe('conversations', () => {
  golden(folder, '.talk', '.known', (text) => {
    const batch = batchOf(script(text))
    const rows = batch.length
    new Application(layout, settings).extend(batch, () => {})
    return Array.from(
      { length: rows },
      (_, row) => [...known(batch, row), ...derived(batch, row)].join('\n') + '\n',
    ).join('')
  })
})

const text = (batch: Batch, row: number, field: string): string => String(batch.get(row, layout.slot(field)) ?? '-')

function known(batch: Batch, row: number): string[] {
  return [`${row} ${text(batch, row, 'user.name')}`]
}

function derived(batch: Batch, parent: number): string[] {
  return authRows(batch)
    .filter((row) => batch.parents[row] === parent)
    .map(
      (row) => `  ${['event.action', 'event.outcome', 'user.name'].map((field) => text(batch, row, field)).join(' ')}`,
    )
}

const authRows = (batch: Batch): number[] =>
  Array.from({ length: batch.length }, (_, row) => row).filter((row) => batch.categories[row]! & authBit)

describe('an auth event', () => {
  const batch = batchOf(
    script('> {"type":"login","user":"alice","password":"x"}\n< {"type":"login_ok"}\n> {"type":"say"}'),
  )
  new Application(layout, settings).extend(batch, () => {})
  const row = authRows(batch)[0]!

  test('has the id of its message and stands at its place', () => {
    expect(batch.origins[row]!.id()).toBe('1:c:3000000:auth')
    expect([batch.times[row], batch.sequences[row], batch.parents[row]]).toEqual([3_000_000, 3_000_000, 1])
  })

  test('inherits what is about the connection and nothing that is about the message', () => {
    expect(batch.origins[row]!.document()).toEqual({
      'event.id': '1:c:3000000:auth',
      'event.kind': 'event',
      'event.category': ['authentication', 'auth'],
      'event.action': 'login',
      'event.outcome': 'success',
      'source.ip': '203.0.113.7',
      'user.name': 'alice',
      'websocket.connection.id': '1:c',
    })
  })

  test('has in its columns what its document says', () => {
    const document = batch.origins[row]!.document()
    for (const field of layout.fields) expect(batch.get(row, layout.slot(field))).toEqual(document[field] ?? null)
  })

  test('names the user in the documents of what follows', () => {
    expect(batch.origins[2]!.document()['user.name']).toBe('alice')
    expect(batch.origins[0]!.document()['user.name']).toBeUndefined()
  })
})

describe('any conversations', () => {
  test('give the same however they are cut into batches, with a snapshot between', () => {
    fc.assert(
      fc.property(conversations, fc.array(fc.nat(30)), (said, cuts) => {
        expect(run(pieces(said, cuts)).auth).toEqual(run([said]).auth)
      }),
    )
  })

  test('are remembered alike by a run over the touched rows alone', () => {
    fc.assert(
      fc.property(conversations, (said) => {
        const { touched, state } = run([said])
        const again = run([said.filter((_, row) => touched.has(row))])
        expect(again.state).toEqual(state)
      }),
    )
  })

  test('never make it throw', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.string().map((text) => `42["login",${text}`),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('> ', '< '), anything)), (lines) => {
        const hostile = lines.map(([side, line], us) => ({ us, connection: 'c', line: side + line }))
        run([[...script('> {"type":"login","user":"a","password":"b"}', 'c'), ...hostile]])
      }),
    )
  })
})

test('the connection that changed longest ago is forgotten first, and counted', () => {
  const application = new Application(layout, { login: [], maxConnections: 2 })
  const asked = ['a', 'b', 'c'].flatMap((name) => script('> {"type":"auth","user":"u","token":"t"}', name))
  application.extend(batchOf(asked), () => {})
  expect(application.forgotten).toBe(1)
  expect(application.snapshot().entries.map(([connection]) => connection)).toEqual(['b', 'c'])
})

test('only a source of messages is said to give logins', () => {
  const application = new Application(layout, settings)
  const logins = categoryBits(['authentication', 'auth'])
  expect(application.derives(categoryBits(['network', 'message', 'frame']))).toBe(logins)
  expect(application.derives(categoryBits(['network', 'frame', 'handshake']))).toBe(0)
})

test('nothing is remembered of a connection that ended', () => {
  const { state } = run([script('> {"type":"auth","user":"u","token":"t"}\n< {"ok":true}\nend')])
  expect(state).toEqual({ entries: [], forgotten: 0 })
})

const lines = [
  '> {"type":"login","user":"a","password":"x"}',
  '> {"type":"login","user":"b","password":"x","id":4}',
  '> {"type":"logout"}',
  '> {"type":"say","text":"hello"}',
  '< {"type":"login_ok"}',
  '< {"type":"login_failed"}',
  '< {"id":4,"ok":true}',
  '< {"type":"said"}',
  'close 1008 server',
  'end',
]

const conversations: fc.Arbitrary<Said[]> = fc
  .array(fc.tuple(fc.constantFrom('c', 'd', 'e'), fc.constantFrom(...lines)), { maxLength: 30 })
  .map((said) => said.map(([connection, line], index) => ({ us: index * 20_000_000, connection, line })))

function pieces(said: readonly Said[], cuts: readonly number[]): Said[][] {
  const ends = [...cuts.filter((cut) => cut <= said.length), said.length].sort((a, b) => a - b)
  return ends.map((end, index) => said.slice(ends[index - 1] ?? 0, end))
}

/** A fresh stage for each batch, restored from what the one before it left. */
function run(batches: readonly (readonly Said[])[]) {
  let state: unknown = { entries: [], forgotten: 0 }
  const auth: unknown[] = []
  const touched = new Set<number>()
  for (const said of batches) {
    const application = new Application(layout, settings)
    application.restore(JSON.parse(JSON.stringify(state)))
    const batch = batchOf(said)
    application.extend(batch, (row) => touched.add(row))
    auth.push(...authRows(batch).map((row) => batch.origins[row]!.document()))
    state = application.snapshot()
  }
  return { auth, touched, state }
}
