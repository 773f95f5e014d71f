// Law of reading ahead: what a thread of its own scans gives the events, places and gaps that are read without it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { byOffset } from '../../../connectors/ndjson/known.ts'
import { createReader } from '../../../connectors/ndjson/reader.ts'
import type { Batch } from '../../../src/event/batch.ts'
import { createLayout, type Layout } from '../../../src/event/layout.ts'
import { leastBytes } from '../../../src/intake/ahead/is-worth.ts'
import { fieldsOf, mostAhead } from '../../../src/intake/ahead/messages.ts'
import { scanAhead } from '../../../src/intake/ahead/scan-ahead.ts'
import { ScanThread } from '../../../src/intake/ahead/scan-thread.ts'
import { intoBatches, RecordCutter, type Records } from '../../../src/intake/records.ts'
import { UnreadableLog } from '../../../src/intake/unreadable.ts'
import { columnsOf, request } from '../../connectors/read.ts'
import { collect, linesOf, layout as messages, messagesOf, ndjsonFile, temporaryFolder } from '../place.ts'

const layout = createLayout([
  'event.action',
  'event.id',
  'source.ip',
  'source.port',
  'user.name',
  'message',
  'client.ip',
])

const lineOf = (index: number): string => {
  const time =
    index % 7 === 0 ? `"2026-11-22T04:22:${String(index % 60).padStart(2, '0')}.5Z"` : 1_768_464_000_000 + index
  const user =
    index % 11 === 0 ? '"user":{"name":"größe"},"user.name":"other"' : `"user":{"name":"user ${index % 300}"}`
  const category = index % 3 === 0 ? '"event.category":["network","frame"],' : ''
  const text = index % 5 === 0 ? 'a \\"long\\" text, '.repeat(20) : `short ${index}`
  return `{"@timestamp":${time},"event.sequence":${index},${category}"source":{"ip":"192.0.2.${index % 250}","port":"${index}"},${user},"message":"${text}"}\n`
}

const broken = [
  'nonsense\n',
  '{"@timestamp":"never"}\n',
  '{"a":1}\n',
  `${'y'.repeat((1 << 20) + 9)}\n`,
  '\ufeff{"@timestamp":5}\r\n',
  '\n',
]
/** Of as many bytes as a line may have, and read as an event. */
const longest = `{"@timestamp":7,"message":"${'z'.repeat((1 << 20) - 29)}"}\n`

const log = Buffer.from(
  longest +
    Array.from(
      { length: 17_000 },
      (_, index) => lineOf(index) + (index % 3000 === 7 ? broken[(index - 7) / 3000] : ''),
    ).join('') +
    '{"@timestamp":1}',
)

interface Context {
  readonly layout: Layout
  readonly aside: UnreadableLog
}

const readerOf = ({ layout: wanted, aside }: Context) =>
  createReader({ source: 'log', wanted, aside, request }, byOffset('log'))

function* readHere(context: Context): Generator<Records<Batch>> {
  const cutter = new RecordCutter(intoBatches(readerOf(context), layout), context.aside)
  yield* cutter.push({ bytes: log, at: 0, last: true })
}

const readAhead = (path: string, context: Context) =>
  scanAhead(new ScanThread(), {
    path,
    from: 0,
    reader: readerOf(context),
    layout,
    aside: context.aside,
    onBytes: () => {},
  })

async function read(how: (context: Context) => Iterable<Records<Batch>> | AsyncIterable<Records<Batch>>) {
  const aside = new UnreadableLog('log', 'ndjson')
  const rows: unknown[] = []
  const ends: number[] = []
  for await (const { batch, end } of how({ layout, aside })) {
    const { times, nanos, sequences, categories } = batch
    const columns = columnsOf({ batch })
    for (let row = 0; row < batch.length; row++) {
      const origin = batch.origin(row)
      const place = [times[row], nanos[row], sequences[row], categories[row], origin.id(), origin.document()]
      rows.push([...place, ...columns.map((column) => column[row])])
    }
    ends.push(end)
    // From now on what the batch was read from may be written over.
    batch.onSettled?.()
  }
  const unreadable = new Map(aside.list().map(({ reason, count, samples }) => [reason, { count, samples }]))
  return { rows, ends, unreadable }
}

function fileOf(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'events.log')
  writeFileSync(path, bytes)
  return path
}

test.each([
  ['plain', log],
  ['compressed', gzipSync(log)],
])('%s, it gives the same rows and gaps', async (_, bytes) => {
  const path = fileOf(bytes)
  const here = await read(readHere)
  const ahead = await read((context) => readAhead(path, context))
  expect(here.rows.length).toBeGreaterThan(16_990)
  expect(here.rows[0]).toContain(7000)
  expect(here.unreadable.size).toBeGreaterThan(2)
  expect(ahead.rows).toEqual(here.rows)
  expect(ahead.unreadable).toEqual(here.unreadable)
  expect(ahead.ends).toEqual([...ahead.ends].sort((a, b) => a - b))
  expect(ahead.ends.at(-1)).toBe(log.length)
})

test('who takes no more ends the thread', async () => {
  const aside = new UnreadableLog('log', 'ndjson')
  for await (const { batch } of readAhead(fileOf(log), { layout, aside })) {
    expect(batch.length).toBeGreaterThan(0)
    break
  }
})

test.each([
  [
    'is a container’s',
    Buffer.from('{"log":"{\\"@timestamp\\":1}\\n","stream":"stdout","time":"2026-01-15T08:00:00Z"}\n'),
  ],
  ['cannot be read at all', gzipSync(log).subarray(0, 5)],
])('what %s is left to others', async (_, bytes) => {
  const aside = new UnreadableLog('log', 'ndjson')
  const ahead = readAhead(fileOf(bytes), { layout, aside })
  expect(await ahead.next()).toEqual({ done: true, value: false })
  expect(aside.list()).toEqual([])
})

test('a large file gives every line once, in order, and goes on after each batch where that ended', async () => {
  const path = join(temporaryFolder(), 'events.log')
  const many = Array.from({ length: leastBytes / 32 }, (_, index) => index)
  writeFileSync(path, linesOf(many))
  const deliveries = await collect(ndjsonFile(path).deliveries(messages))
  expect(deliveries.flatMap(messagesOf)).toEqual(many.map(String))
  const { n, resume } = deliveries[5]!
  const rest = await collect(ndjsonFile(path).deliveries(messages, { n, resume: JSON.parse(JSON.stringify(resume)) }))
  expect(rest.flatMap(messagesOf)).toEqual(deliveries.slice(6).flatMap(messagesOf))
})

test('memory that comes back is filled again, so that little of it serves for a whole file', async () => {
  const path = fileOf(Buffer.concat([log, log, log, log]))
  const thread = new ScanThread()
  const memories = new Set<SharedArrayBuffer>()
  let batches = 0
  for await (const answer of thread.scan({ path, from: 0, wanted: fieldsOf(layout) })) {
    if (answer.kind !== 'scanned') continue
    memories.add(thread.borrowed.take(answer.loan))
    thread.borrowed.giveBack(answer.loan)
    batches++
  }
  await thread.close()
  expect(batches).toBeGreaterThan(4 * mostAhead)
  // Those that wait, and those that became too small.
  expect(memories.size).toBeLessThan(3 * mostAhead)
})
