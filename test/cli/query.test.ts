// `tripline query`: what it sees besides the events of its input.
import { resolve } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { queryCommand } from '../../src/cli/query.ts'

const capture = resolve(import.meta.dirname, '../../examples/day-of-chat.pcap')
let said = ''

beforeEach(() => {
  said = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
})
afterEach(() => vi.restoreAllMocks())

async function found(query: string): Promise<readonly Record<string, Record<string, unknown>>[]> {
  expect(await queryCommand(query, [capture], { json: true })).toBe(0)
  return said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('logins inside messages are events, as they are to rules', async () => {
  const [event] = await found('auth where event.outcome == "success" and user.name == "admin" | head 1')
  expect(event).toMatchObject({ event: { outcome: 'success' }, user: { name: 'admin' } })
})

test('what follows a login knows its user', async () => {
  const [event] = await found('message where user.name == "bob" | head 1')
  expect(event).toMatchObject({ user: { name: 'bob' } })
})

test('a query that cannot find anything says so', async () => {
  let noted = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    noted += String(text)
    return true
  })
  expect(await queryCommand('message where websocket.direction == "to_server"', [capture], { json: true })).toBe(0)
  expect([said, noted.slice(0, 13)]).toEqual(['', 'warning[R801]'])
})
