// Pieces that could not be read, kept in a file: masked, bounded, and a disk that fails stops nobody.
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { UnreadableFile } from '../../src/intake/unreadable-file.ts'
import { temporaryFolder } from './place.ts'

const piece = { source: 'a.log', connector: 'nginx', reason: 'not in the format', at: 7, text: 'x' }
const never = (error: unknown): never => {
  throw error
}
const linesIn = (path: string): Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('pieces are written soon, whole, without secrets, for their owner alone', async () => {
  const path = join(temporaryFolder(), 'unreadable.ndjson')
  const file = new UnreadableFile({ path, onTrouble: never, everyMs: 10 })
  file.keep({ ...piece, text: `GET /?token=abc HTTP\u001b[31m\n${'y'.repeat(600)}` })
  await pause(100)
  file.keep(piece)
  await file.close()
  const [first, second] = linesIn(path)
  expect(first).toMatchObject({ source: 'a.log', connector: 'nginx', reason: 'not in the format', at: 7 })
  expect(first!['line']).toBe(`GET /?token=*** HTTP\u001b[31m\n${'y'.repeat(600)}`)
  expect(Date.parse(String(first!['@timestamp']))).toBeGreaterThan(0)
  expect(second).toMatchObject({ line: 'x' })
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('when it is full, the older half goes', async () => {
  const path = join(temporaryFolder(), 'unreadable.ndjson')
  const file = new UnreadableFile({ path, onTrouble: never, halfBytes: 1000, everyMs: 1 })
  for (let at = 0; at < 60; at++) {
    file.keep({ ...piece, at })
    await pause(5)
  }
  await file.close()
  const kept = [...linesIn(`${path}.1`), ...linesIn(path)].map((line) => Number(line['at']))
  expect(kept.at(-1)).toBe(59)
  expect(kept).toEqual(kept.map((_, index) => kept[0]! + index))
  expect(statSync(path).size + statSync(`${path}.1`).size).toBeLessThanOrEqual(2000)
})

test('of a flood the first pieces are kept, and how many were left out', async () => {
  const path = join(temporaryFolder(), 'unreadable.ndjson')
  const file = new UnreadableFile({ path, onTrouble: never, everyMs: 60_000 })
  for (let at = 0; at < 10_000; at++) file.keep({ ...piece, at, text: 'z'.repeat(100) })
  await file.close()
  const lines = linesIn(path)
  expect(lines.length).toBeLessThan(3000)
  expect(Number(lines.at(-1)!['leftOut']) + lines.length - 1).toBe(10_000)
})

test('a file that cannot be written is told once; afterwards it goes on', async () => {
  const path = join(temporaryFolder(), 'unreadable.ndjson')
  mkdirSync(path)
  const told: unknown[] = []
  const file = new UnreadableFile({ path, onTrouble: (error) => told.push(error), everyMs: 1 })
  for (let n = 0; n < 3; n++) {
    file.keep(piece)
    await file.close()
  }
  expect(told.length).toBe(1)
  rmdirSync(path)
  file.keep({ ...piece, at: 9 })
  await file.close()
  expect(linesIn(path)).toMatchObject([{ at: 9 }])
  expect(told.length).toBe(1)
})

test('where nothing is unreadable there is no file', async () => {
  const path = join(temporaryFolder(), 'unreadable.ndjson')
  await new UnreadableFile({ path, onTrouble: never }).close()
  expect(existsSync(path)).toBe(false)
})
