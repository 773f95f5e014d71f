// A log that grows: nothing is lost or read twice over appends, rotations, truncation and restarts.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { OperationalError } from '../../src/errors.ts'
import type { Lost } from '../../src/intake/follow.ts'
import { type Before, linesOf, ndjsonFile, type Taken, take, temporaryFolder } from './place.ts'

/** Follows a log while `act` works on it, once its first lines are read, until so many messages came. */
async function follow(
  path: string,
  count: number,
  act: () => Promise<void> | void,
  before?: Before,
  olddir?: string,
): Promise<Taken> {
  const stop = new AbortController()
  const seen: unknown[] = []
  const source = ndjsonFile(path, { follow: true, signal: stop.signal, olddir })
  const taken = take(source, stop, count, before, (message) => seen.push(message))
  if (before === undefined && existsSync(path)) await polled(() => seen).not.toEqual([])
  else await pause(60)
  await act()
  return taken
}

const polled = <Value>(value: () => Value) => expect.poll(value, { timeout: 20_000 })

const logPath = (): string => join(temporaryFolder(), 'access.log')

test('what is appended is read, a line only when it is whole', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one']))
  const { messages } = await follow(path, 3, async () => {
    const [two, three] = [linesOf(['two']), linesOf(['three'])]
    appendFileSync(path, two.slice(0, 10))
    await pause(60)
    appendFileSync(path, two.slice(10) + three)
  })
  expect(messages).toEqual(['one', 'two', 'three'])
})

test('a file that is not there yet is waited for', async () => {
  const path = logPath()
  const { messages } = await follow(path, 1, () => writeFileSync(path, linesOf(['late'])))
  expect(messages).toEqual(['late'])
})

test('over a rotation by renaming, what was still written to the old file is read first', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one']))
  const { messages, ids } = await follow(path, 4, async () => {
    renameSync(path, `${path}.1`)
    appendFileSync(`${path}.1`, linesOf(['two']))
    await pause(60)
    writeFileSync(path, linesOf(['three']))
    appendFileSync(`${path}.1`, linesOf(['straggler']))
  })
  expect(messages).toEqual(['one', 'two', 'straggler', 'three'])
  expect(new Set(ids).size).toBe(4)
})

test('over a rotation by copying and truncating, the new lines are read from the start', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one', 'two']))
  const { messages, ids } = await follow(path, 3, async () => {
    await pause(300)
    copyFileSync(path, `${path}.1`)
    truncateSync(path)
    appendFileSync(path, linesOf(['three']))
  })
  expect(messages).toEqual(['one', 'two', 'three'])
  expect(new Set(ids).size).toBe(3)
})

test('after a restart it goes on where it was', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one', 'two']))
  const first = await follow(path, 2, () => {})
  appendFileSync(path, linesOf(['three']))
  const second = await follow(path, 1, () => {}, first.last)
  expect(second.messages).toEqual(['three'])
  expect(second.last!.n).toBe(first.last!.n + 1)
})

test('after a restart, files that were rotated away meanwhile are read first', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one']))
  const first = await follow(path, 1, () => {})
  appendFileSync(path, linesOf(['two']))
  renameSync(path, `${path}.2`)
  await pause(20)
  writeFileSync(`${path}.1`, linesOf(['three']))
  await pause(20)
  writeFileSync(path, linesOf(['four']))
  const second = await follow(path, 3, () => {}, first.last)
  expect(second.messages).toEqual(['two', 'three', 'four'])
  expect(new Set([...first.ids, ...second.ids]).size).toBe(4)
})

test('after a restart, files that were moved to another folder meanwhile are read first', async () => {
  const path = logPath()
  const old = join(path, '../old')
  mkdirSync(old)
  writeFileSync(path, linesOf(['one']))
  const first = await follow(path, 1, () => {}, undefined, 'old')
  appendFileSync(path, linesOf(['two']))
  renameSync(path, join(old, 'access.log.2'))
  await pause(20)
  writeFileSync(join(old, 'access.log.1'), linesOf(['three']))
  await pause(20)
  writeFileSync(path, linesOf(['four']))
  const second = await follow(path, 3, () => {}, first.last, 'old')
  expect(second.messages).toEqual(['two', 'three', 'four'])
})

test('after a restart, a file that was written anew is read from the start, under other names', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one']))
  const first = await follow(path, 1, () => {})
  writeFileSync(path, linesOf(['another', 'and more']))
  const second = await follow(path, 2, () => {}, first.last)
  expect(second.messages).toEqual(['another', 'and more'])
  expect(second.ids).not.toContain(first.ids[0])
})

test('a log that cannot be opened is told once, and read when it can be', async () => {
  const path = logPath()
  mkdirSync(path)
  const stop = new AbortController()
  const refused: OperationalError[] = []
  const onRefused = (error: OperationalError): void => void refused.push(error)
  const taking = take(ndjsonFile(path, { follow: true, signal: stop.signal, onRefused }), stop, 1)
  await pause(700)
  rmdirSync(path)
  writeFileSync(path, linesOf(['one']))
  expect((await taking).messages).toEqual(['one'])
  expect(refused).toMatchObject([{ code: 'INPUT_UNREADABLE', message: expect.stringContaining('folder') }])
})

test('a log whose place a folder took goes on after the folder, and after a restart meanwhile', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one']))
  const first = await follow(path, 1, () => {})
  appendFileSync(path, linesOf(['two']))
  renameSync(path, `${path}.1`)
  mkdirSync(path)
  const back = async (): Promise<void> => {
    await pause(400)
    rmdirSync(path)
    writeFileSync(path, linesOf(['three']))
  }
  const second = await follow(path, 2, back, first.last)
  expect(second.messages).toEqual(['two', 'three'])
})

test.each([
  ['a log that does not grow', linesOf([])],
  ['a log that ends within a line', linesOf(['one']).slice(0, 12)],
])('a signal ends the following of %s', async (_name, content) => {
  const path = logPath()
  writeFileSync(path, content)
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 50)
  const { messages } = await take(ndjsonFile(path, { follow: true, signal: stop.signal }), stop, 1)
  expect(messages).toEqual([])
})

/** What is read after a restart, and what was told to be lost. */
async function afterRestart(path: string, count: number, before: Before) {
  const stop = new AbortController()
  const lost: Lost[] = []
  const onLost = (one: Lost): void => void lost.push(one)
  const source = ndjsonFile(path, { follow: true, signal: stop.signal, onLost })
  const { messages } = await take(source, stop, count, before)
  return { messages, lost: lost.map(({ reason }) => reason), at: lost.map(({ at }) => at), source }
}

test('where the file that was read is gone, that is told, and what is younger is read', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one', 'two']))
  const { last } = await follow(path, 2, () => {})
  rmSync(path)
  await pause(20)
  writeFileSync(`${path}.1.gz`, gzipSync(linesOf(['four'])))
  writeFileSync(path, linesOf(['five']))
  const { messages, lost, at, source } = await afterRestart(path, 2, last)
  expect(messages).toEqual(['four', 'five'])
  expect(lost).toEqual(['log that was rotated away before it was read to its end'])
  expect(at).toEqual([linesOf(['one', 'two']).length])
  expect(source.unreadable()).toMatchObject([{ connector: 'ndjson', reason: lost[0], count: 1 }])
})

test.each([
  ['compressed in a way that is not read', 'xz', (text: string) => Buffer.from(`\xfd7zXZ${text}`, 'latin1')],
  ['damaged', 'gz', (text: string) => gzipSync(text).subarray(0, -12)],
])('a rotated file that is %s is told, and the others are read', async (_name, ending, squeeze) => {
  const path = logPath()
  writeFileSync(path, linesOf(['one']))
  const { last } = await follow(path, 1, () => {})
  renameSync(path, `${path}.3`)
  writeFileSync(`${path}.2.${ending}`, squeeze(linesOf(['lost'])))
  writeFileSync(`${path}.1`, linesOf(['two']))
  writeFileSync(path, linesOf(['three']))
  const { messages, lost } = await afterRestart(path, 2, last)
  expect(messages.slice(-2)).toEqual(['two', 'three'])
  expect(lost).toEqual(['rotated log that cannot be read'])
})

test('a log that was cut by hand is read on from its start, and nothing is said to be lost of what was read', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one']))
  const lost: Lost[] = []
  const stop = new AbortController()
  const onLost = (one: Lost): void => void lost.push(one)
  const taking = take(ndjsonFile(path, { follow: true, signal: stop.signal, onLost }), stop, 2)
  await pause(300)
  writeFileSync(path, linesOf(['two']))
  expect((await taking).messages).toEqual(['one', 'two'])
  expect(lost).toEqual([])
})

test('a file that begins alike but goes on otherwise is another', async () => {
  const path = logPath()
  const head = linesOf(Array.from({ length: 20 }, () => 'the same'))
  writeFileSync(path, head + linesOf(['one']))
  const first = await follow(path, 21, () => {})
  writeFileSync(path, head + linesOf(['two', 'three']))
  const { messages } = await afterRestart(path, 22, first.last)
  expect(messages.slice(-2)).toEqual(['two', 'three'])
})

test('lines that come into a rotated file much later are told, each of them', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one']))
  const stop = new AbortController()
  const lost: Lost[] = []
  const onLost = (one: Lost): void => void lost.push(one)
  const source = ndjsonFile(path, { follow: true, signal: stop.signal, onLost })
  const seen: unknown[] = []
  const taking = take(source, stop, 3, undefined, (message) => seen.push(message))
  await polled(() => seen).toEqual(['one'])
  renameSync(path, `${path}.1`)
  writeFileSync(path, linesOf(['two']))
  await polled(() => seen).toEqual(['one', 'two'])
  appendFileSync(`${path}.1`, linesOf(['late', 'later']))
  await polled(() => source.unreadable()[0]?.count).toBe(2)
  appendFileSync(path, linesOf(['three']))
  expect((await taking).messages).toEqual(['one', 'two', 'three'])
  const reason = 'written to a rotated log after the next one was begun'
  expect(source.unreadable()).toMatchObject([
    { reason, count: 2, samples: [{ excerpt: linesOf(['late']).trimEnd() }, {}] },
  ])
  expect(lost.map((one) => one.reason)).toEqual([reason])
})

test('a log behind a link is found again where it lies', async () => {
  const [real, path] = [logPath(), logPath()]
  writeFileSync(real, linesOf(['one']))
  symlinkSync(real, path)
  const { last } = await follow(path, 1, () => {})
  appendFileSync(real, linesOf(['two']))
  writeFileSync(`${real}.1.gz`, gzipSync(readFileSync(real)))
  writeFileSync(real, linesOf(['three']))
  const { messages, lost } = await afterRestart(path, 2, last)
  expect([messages, lost]).toEqual([['two', 'three'], []])
})

test('the following of a file that is to end with it ends when it is removed, not when it is renamed', async () => {
  const path = logPath()
  writeFileSync(path, linesOf(['one']))
  const stop = new AbortController()
  const settings = { follow: true, endsWhenRemoved: true, signal: stop.signal }
  const seen: unknown[] = []
  const taking = take(ndjsonFile(path, settings), stop, 99, undefined, (message) => seen.push(message))
  await polled(() => seen).toEqual(['one'])
  renameSync(path, `${path}.1`)
  await pause(400)
  writeFileSync(path, linesOf(['two']))
  await polled(() => seen).toEqual(['one', 'two'])
  appendFileSync(path, linesOf(['three']).trimEnd())
  rmSync(path)
  const { messages } = await taking
  expect(stop.signal.aborted).toBe(false)
  expect(messages).toEqual(['one', 'two', 'three'])
})
