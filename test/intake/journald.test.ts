// A journal read by a program in place of journalctl: what comes of its entries, and how it goes on when the program ends.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ndjson } from '../../connectors/ndjson/connector.ts'
import type { Delivery } from '../../src/event/source.ts'
import { journaldSource } from '../../src/intake/journald.ts'
import type { JournalSelection } from '../../src/intake/journald-follow.ts'
import { request } from '../connectors/read.ts'
import { type Before, layout, temporaryFolder } from './place.ts'

/** Gives the lines of `journal` after the cursor that it is told, as many as `ends-after` says, and then ends or waits. */
const program = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync, writeSync } = require('node:fs')
const told = process.argv.slice(2)
process.chdir(__dirname)
appendFileSync('starts', JSON.stringify(told) + '\\n')
const after = told.find((word) => word.startsWith('--after-cursor='))?.slice('--after-cursor='.length)
const lines = readFileSync('journal', 'utf8').split('\\n').slice(0, -1)
const from = lines.findIndex((line) => line.includes('"' + after + '"')) + 1
const most = existsSync('ends-after') ? Number(readFileSync('ends-after', 'utf8')) : Infinity
for (const line of lines.slice(from, from + most)) writeSync(1, line + '\\n')
if (most < Infinity) { writeSync(2, 'The journal went away.'); process.exit(1) }
setInterval(() => {}, 1000)
`

let folder = ''
const path = process.env['PATH']
beforeEach(() => {
  folder = temporaryFolder()
  writeFileSync(join(folder, 'journalctl'), program)
  chmodSync(join(folder, 'journalctl'), 0o700)
  process.env['PATH'] = [folder, path].join(delimiter)
})
afterEach(() => {
  process.env['PATH'] = path
})

const cursorOf = (number: number): string => `s=ab;i=${number.toString(16)};b=1;m=1;t=1;x=1`
const textOf = (message: string | number): string => JSON.stringify({ '@timestamp': 1000, message: String(message) })
const entryOf = (number: number, MESSAGE: unknown = textOf(number)): string =>
  JSON.stringify({ __CURSOR: cursorOf(number), MESSAGE, SYSLOG_IDENTIFIER: 'chat', _HOSTNAME: 'web1' })

const write = (lines: readonly string[]): void =>
  writeFileSync(join(folder, 'journal'), lines.map((line) => `${line}\n`).join(''))
const starts = (): readonly string[][] =>
  readFileSync(join(folder, 'starts'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as string[])

const everything: JournalSelection = { unit: null, identifier: null, directory: null }

interface Followed {
  readonly messages: readonly unknown[]
  readonly ids: readonly string[]
  readonly troubles: readonly string[]
  readonly unread: readonly (readonly [string, string, number])[]
  readonly last: Before
}

/** Follows until so many messages came. */
async function follow(count: number, before?: Before, selection = everything): Promise<Followed> {
  const stopping = new AbortController()
  const timer = setTimeout(() => stopping.abort(), 50_000)
  const troubles: string[] = []
  const source = journaldSource({
    ...{ id: 'journald', selection, request, latenessUs: 0, signal: stopping.signal, retryMs: 5 },
    connector: { connector: ndjson, config: null },
    onTrouble: (reason) => troubles.push(reason),
  })
  const deliveries: Delivery[] = []
  const messages = (): unknown[] => deliveries.flatMap(({ batch }) => batch.origins.map((_, row) => batch.get(row, 0)))
  for await (const delivery of source.deliveries(layout, before)) {
    deliveries.push(delivery)
    if (messages().length >= count) stopping.abort()
  }
  clearTimeout(timer)
  return {
    messages: messages(),
    ids: deliveries.flatMap(({ batch }) => batch.origins.map((origin) => origin.id())),
    troubles,
    unread: source.unreadable().map(({ connector, reason, count: n }) => [connector, reason, n] as const),
    last: deliveries.at(-1),
  }
}

test('entries become events under ids that are the same however often they are read', async () => {
  write([entryOf(10), entryOf(11, [...Buffer.from(textOf('bytes'))]), entryOf(12)])
  const once = await follow(3)
  expect(once.messages).toEqual(['10', 'bytes', '12'])
  expect(once.ids).toEqual(['journald:ab:10', 'journald:ab:11', 'journald:ab:12'])
  expect((await follow(3)).ids).toEqual(once.ids)
})

test('it goes on after the last entry of a batch', async () => {
  write([entryOf(1), entryOf(2)])
  const { last } = await follow(2)
  write([entryOf(1), entryOf(2), entryOf(3)])
  const rest = await follow(1, JSON.parse(JSON.stringify({ n: last!.n, resume: last!.resume })))
  expect(rest.messages).toEqual(['3'])
  expect(rest.last!.n).toBe(last!.n + 1)
})

test('a program that ends is started again where it ended, and told of once', async () => {
  write(Array.from({ length: 6 }, (_, index) => entryOf(index)))
  writeFileSync(join(folder, 'ends-after'), '2')
  const { messages, troubles } = await follow(6)
  expect(messages).toEqual(['0', '1', '2', '3', '4', '5'])
  expect(troubles.length).toBeGreaterThan(0)
  expect(new Set(troubles)).toEqual(new Set(['The journal went away.']))
  expect(starts().map((words) => words.at(-1))).toEqual([
    expect.stringMatching(/^--since=@\d+$/),
    `--after-cursor=${cursorOf(1)}`,
    `--after-cursor=${cursorOf(3)}`,
  ])
})

test('what is asked for is asked of the program', async () => {
  write([entryOf(1)])
  await follow(1, undefined, { unit: 'nginx.service', identifier: 'nginx', directory: '/var/log/journal' })
  expect(starts()[0]!.slice(-3)).toEqual(['--unit=nginx.service', '--identifier=nginx', '--directory=/var/log/journal'])
})

test('what is no entry, no event, or has no message is counted or left out, and the rest is read', async () => {
  write(['nonsense', entryOf(1, null), entryOf(2, 'not JSON'), entryOf(3, 'x'.repeat(3 << 20)), entryOf(4)])
  const { messages, unread } = await follow(1)
  expect(messages).toEqual(['4'])
  expect(unread).toEqual([
    ['journald', 'not an entry of the journal', 1],
    ['ndjson', 'not JSON', 1],
    ['journald', 'line longer than 1 MiB', 1],
  ])
})

test('without the program it says so, and goes on trying', async () => {
  process.env['PATH'] = join(folder, 'nothing')
  const trying = follow(1)
  write([entryOf(1)])
  await new Promise((resolve) => setTimeout(resolve, 50))
  process.env['PATH'] = [folder, path].join(delimiter)
  const { messages, troubles } = await trying
  expect(messages).toEqual(['1'])
  expect(troubles).toEqual([expect.stringContaining('ENOENT')])
  expect(existsSync(join(folder, 'starts'))).toBe(true)
})
