// Whether the program can do its work: each check by name, in time, and without a word too much.
import { rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import {
  type Check,
  createReadiness,
  queueCheck,
  searchCheck,
  stoppingCheck,
  storeCheck,
} from '../../../src/app/run/health.ts'

const check = (name: string, ask: Check['ask']): Check => ({ name, ask })

test('it is ready when every check holds', async () => {
  const readiness = createReadiness([check('a', () => null), check('b', async () => null)], () => 0)
  expect(await readiness()).toEqual({ ready: true, checks: { a: { status: 'ok' }, b: { status: 'ok' } } })
})

test('one that fails is named with its reason, and the others are told all the same', async () => {
  const readiness = createReadiness([check('a', () => 'It is full.'), check('b', () => null)], () => 0)
  expect(await readiness()).toEqual({
    ready: false,
    checks: { a: { status: 'failed', reason: 'It is full.' }, b: { status: 'ok' } },
  })
})

test.each([
  () => {
    throw new Error('redis://user:password@192.0.2.1')
  },
  () => Promise.reject(new Error('redis://user:password@192.0.2.1')),
])('what a check throws fails it, and is not told to anybody', async (ask) => {
  const told = await createReadiness([check('queue', ask)], () => 0)()
  expect(told.ready).toBe(false)
  expect(JSON.stringify(told)).not.toMatch(/password|192/)
})

test('a check that does not answer fails after two seconds', async () => {
  vi.useFakeTimers()
  try {
    const asked = createReadiness([check('queue', () => new Promise(() => {}))], () => 0)()
    await vi.advanceTimersByTimeAsync(2000)
    expect(await asked).toMatchObject({ ready: false, checks: { queue: { status: 'failed' } } })
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

test('whoever asks often does not cause work: an answer is good for a second', async () => {
  let nowMs = 0
  let asked = 0
  const readiness = createReadiness([check('a', () => (asked++ > 0 ? 'no' : null))], () => nowMs)
  await Promise.all([readiness(), readiness()])
  nowMs = 999
  expect((await readiness()).ready).toBe(true)
  expect(asked).toBe(1)
  nowMs = 1000
  expect((await readiness()).ready).toBe(false)
})

test('the store: its file, its disk, its commits', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tripline-health-'))
  const path = join(folder, 'tripline.db')
  let failing = false
  const { ask } = storeCheck(path, () => failing)
  expect(await ask()).toBe('Its file cannot be written.')
  writeFileSync(path, '')
  expect(await ask()).toBeNull()
  failing = true
  expect(await ask()).toMatch(/^Commits fail\./)
  rmSync(folder, { recursive: true })
})

test('a program that stops is not ready', () => {
  const stopping = new AbortController()
  const { ask } = stoppingCheck(stopping.signal)
  expect(ask()).toBeNull()
  stopping.abort()
  expect(ask()).toBe('It is stopping.')
})

test.each([
  [true, null],
  [false, 'Redis does not answer.'],
])('the queue, reachable: %s', async (isReachable, reason) => {
  expect(await queueCheck(() => isReachable).ask()).toBe(reason)
})

test.each([
  [0, null],
  [300, null],
  [301, 'Incidents have waited for Elasticsearch for over five minutes.'],
])('the search server may be away for a while: the oldest change has waited %i s', async (seconds, reason) => {
  expect(await searchCheck(async () => seconds).ask()).toBe(reason)
})
