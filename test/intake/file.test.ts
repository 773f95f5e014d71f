// A log file read to its end: batches, places to go on from, and what could not be read.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { exclusive } from '../../src/event/position.ts'
import { collect, layout, linesOf, messagesOf, ndjsonFile, temporaryFolder } from './place.ts'

const many = Array.from({ length: 5000 }, (_, index) => index)

function write(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'events.log')
  writeFileSync(path, content)
  return path
}

test('every line comes once, in order, in batches of about a thousand', async () => {
  const deliveries = await collect(ndjsonFile(write(linesOf(many))).deliveries(layout))
  expect(deliveries.flatMap(messagesOf)).toEqual(many.map(String))
  expect(deliveries.map(({ n }) => n)).toEqual(deliveries.map((_, index) => index + 1))
  expect(Math.max(...deliveries.map(({ batch }) => batch.length))).toBeLessThan(1600)
})

test('after each batch it goes on where that ended', async () => {
  const path = write(linesOf(many))
  const deliveries = await collect(ndjsonFile(path).deliveries(layout))
  for (const [index, { n, resume }] of deliveries.entries()) {
    const before = { n, resume: JSON.parse(JSON.stringify(resume)) }
    const rest = await collect(ndjsonFile(path).deliveries(layout, before))
    expect(rest.flatMap(messagesOf)).toEqual(deliveries.slice(index + 1).flatMap(messagesOf))
    if (rest.length > 0) expect(rest[0]!.n).toBe(n + 1)
  }
})

test('a compressed file gives the same events under the same names', async () => {
  const text = linesOf(many)
  const names = async (path: string): Promise<readonly string[]> => {
    const deliveries = await collect(ndjsonFile(path).deliveries(layout))
    return deliveries.flatMap(({ batch }) => batch.origins.map((origin) => origin.id()))
  }
  expect(await names(write(gzipSync(text)))).toEqual(await names(write(text)))
})

test('of compressed data that ends too early what came before counts, and the rest is told', async () => {
  const whole = gzipSync(linesOf(Array.from({ length: 50_000 }, (_, index) => index)))
  const source = ndjsonFile(write(whole.subarray(0, whole.length / 2)))
  const messages = (await collect(source.deliveries(layout))).flatMap(messagesOf)
  expect(messages.length).toBeGreaterThan(1000)
  expect(messages).toEqual(messages.map((_, index) => String(index)))
  expect(source.unreadable().map(({ reason }) => reason)).toContain('the rest cannot be read')
})

test('compressed data of which nothing can be had is an error', async () => {
  const source = ndjsonFile(write(gzipSync(linesOf(many)).subarray(0, 30)))
  await expect(collect(source.deliveries(layout))).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' })
})

test('a byte order mark is no part of a line', async () => {
  const source = ndjsonFile(write(`\ufeff${linesOf([1])}\ufeff${linesOf([2])}`))
  expect((await collect(source.deliveries(layout))).flatMap(messagesOf)).toEqual(['1', '2'])
  expect(source.unreadable()).toEqual([])
})

test('progress is the newest time less the lateness, and never falls', async () => {
  const path = write(linesOf([1, 2]) + linesOf([3]))
  const [delivery] = await collect(ndjsonFile(path, { latenessUs: 250 }).deliveries(layout))
  expect(delivery!.progress).toEqual({ us: 1_000_000 - 250, nanos: 0, sequence: exclusive })
})

test('a line from far ahead moves it nowhere, wherever batches end and wherever it goes on', async () => {
  const lines = linesOf(many).split('\n')
  const far = lines[0]!.replace('"@timestamp":0', `"@timestamp":${Date.UTC(2099, 0)}`)
  const path = write([...lines.slice(0, 990), far, ...lines.slice(990)].join('\n'))
  const source = ndjsonFile(path, { latenessUs: 0 })
  const deliveries = await collect(source.deliveries(layout))
  const ends = deliveries.map(({ progress }) => progress)
  expect(Math.max(...ends.map(({ us }) => us))).toBe(4_999_000_000)
  expect(ends.at(-1)).not.toHaveProperty('aheadUs')
  expect(source.oddities?.()).toMatchObject({ ahead: 1, late: 0 })
  for (const { n, resume } of deliveries.slice(0, -1)) {
    const before = { n, resume: JSON.parse(JSON.stringify(resume)) }
    const rest = await collect(ndjsonFile(path, { latenessUs: 0 }).deliveries(layout, before))
    expect(rest.at(-1)!.progress).toEqual(ends.at(-1))
  }
})

test('a last line without its newline counts', async () => {
  const deliveries = await collect(ndjsonFile(write(linesOf([1, 2]).trimEnd())).deliveries(layout))
  expect(deliveries.flatMap(messagesOf)).toEqual(['1', '2'])
})

test.each([[1.2], [3]])('a line of %f MiB is skipped and counted, and the lines around it are read', async (size) => {
  const source = ndjsonFile(write(`${linesOf([1])}{"x":"${'x'.repeat(size * (1 << 20))}"}\n${linesOf([2])}`))
  const deliveries = await collect(source.deliveries(layout))
  expect(deliveries.flatMap(messagesOf)).toEqual(['1', '2'])
  expect(source.unreadable().map(({ reason, count }) => [reason, count])).toEqual([['line longer than 1 MiB', 1]])
})

test('what could not be read is counted by reason, with its place and its first characters', async () => {
  const good = linesOf([1])
  const source = ndjsonFile(write(`${good}${'nonsense with token=abc '.repeat(50)}\n{}\n[]\n{}\n`))
  await collect(source.deliveries(layout))
  const unreadable = source.unreadable()
  expect(unreadable.map(({ source, reason, count }) => [source, reason, count])).toEqual([
    ['log', 'not JSON', 1],
    ['log', 'no @timestamp', 2],
    ['log', 'not a JSON object', 1],
  ])
  expect(unreadable[0]!.samples[0]!.at).toBe(good.length)
  expect(unreadable[0]!.samples[0]!.excerpt.length).toBeLessThanOrEqual(200)
  expect(unreadable[0]!.samples[0]!.excerpt).not.toContain('abc')
})

test('of a thousand unreadable lines a few are kept', async () => {
  const source = ndjsonFile(write('x\n'.repeat(1000)))
  await collect(source.deliveries(layout))
  expect(source.unreadable()[0]!.count).toBe(1000)
  expect(source.unreadable()[0]!.samples.length).toBe(5)
})

test('how far it is with a whole log is told, up to its size', async () => {
  const path = join(temporaryFolder(), 'log')
  const text = linesOf(Array.from({ length: 20_000 }, (_, index) => index))
  writeFileSync(path, text)
  const told: number[] = []
  await collect(ndjsonFile(path, { onBytes: (bytes) => told.push(bytes) }).deliveries(layout, undefined))
  expect(told.length).toBeGreaterThan(1)
  expect(told).toEqual(told.toSorted((a, b) => a - b))
  expect(told.at(-1)).toBe(text.length)
})
