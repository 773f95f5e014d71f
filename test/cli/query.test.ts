// `tripline query`: what it sees besides the events of its input.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { queryCommand } from '../../src/cli/query.ts'
import { temporaryFolder } from '../intake/place.ts'

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
  const noted = listen()
  expect(await queryCommand('message where websocket.direction == "to_server"', [capture], { json: true })).toBe(0)
  expect([said, noted().slice(0, 13)]).toEqual(['', 'warning[R801]'])
})

test('where nothing matches it is said in how much, and which names are nearly ones of the schema', async () => {
  const noted = listen()
  expect(await queryCommand('mesage where websocket.payload.txt == "a"', [capture], {})).toBe(0)
  expect([said, noted()]).toEqual([
    '',
    [
      'Nothing matches in 3,915 events.',
      'Unless the input has it, there is no category `mesage`. Did you mean `message`?',
      'Unless the input has it, there is no field `websocket.payload.txt`. Did you mean `websocket.payload.text`?',
      '',
    ].join('\n'),
  ])
})

test('an input that could be read in part, and holds nothing that is sought, is no failure', async () => {
  const folder = temporaryFolder()
  const cut = join(folder, 'cut.pcap')
  writeFileSync(cut, readFileSync(capture).subarray(0, 3000))
  const noted = listen()
  expect(await queryCommand('close where true', [cut], {})).toBe(0)
  expect(noted()).toContain('the capture ends in the middle of a packet')
  expect(noted()).toContain('Nothing matches in 1 event.')
})

function listen(): () => string {
  let noted = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    noted += String(text)
    return true
  })
  return () => noted
}
