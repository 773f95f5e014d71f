// Bulk writing against a server that is busy, away, or refuses: each document gets its outcome, and none is written twice.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BulkOperation, type BulkOptions, writeBulk } from '../../../src/store/elastic/bulk-writer.ts'
import { bulkAnswer, bulkIds, type FakeServer, fakeServer } from './fake-server.ts'

let server: FakeServer
let troubles: string[]
let options: BulkOptions

beforeEach(async () => {
  server = await fakeServer(bulkAnswer)
  troubles = []
  options = {
    signal: new AbortController().signal,
    random: () => 0,
    onTrouble: ({ code }) => void troubles.push(code),
    onWorks: () => {},
    firstPauseMs: 1,
    concurrency: 1,
  }
})
afterEach(() => server.close())

const operation = (id: string, document = '{}'): BulkOperation => ({ action: 'create', index: 'target', id, document })
const operations = (...ids: readonly string[]) => ids.map((id) => operation(id))
const write = (these: readonly BulkOperation[], over: Partial<BulkOptions> = {}) =>
  writeBulk(server.elastic, these, { ...options, ...over })
const kinds = async (...args: Parameters<typeof write>) => (await write(...args)).map(({ kind }) => kind)
const sent = () => server.asked.map(bulkIds)

test('nothing is written without a request', async () => {
  expect(await write([])).toEqual([])
  expect(server.asked).toEqual([])
})

test('a request says what is to be done and asks back only for what is needed', async () => {
  await write([
    { action: 'index', index: 'state', id: 'ä"', version: 7, document: '{"a":1}' },
    { action: 'create', index: 'stream', id: 'b', document: '{"b":2}' },
  ])
  expect(server.asked).toMatchObject([{ method: 'POST', path: '/_bulk?filter_path=items.*.status%2Citems.*.error' }])
  expect(server.asked[0]!.body.split('\n')).toEqual([
    '{"index":{"_index":"state","_id":"ä\\"","version":7,"version_type":"external"}}',
    '{"a":1}',
    '{"create":{"_index":"stream","_id":"b"}}',
    '{"b":2}',
    '',
  ])
})

test('requests are bounded by number and by bytes; a document larger than that goes alone', async () => {
  await write(operations('a', 'b', 'c'), { maxOperations: 2 })
  expect(sent()).toEqual([['a', 'b'], ['c']])
  server.asked.length = 0
  const big = operation('big', JSON.stringify('x'.repeat(50)))
  await write([operation('a'), operation('b'), big, operation('c')], { maxBytes: 5 })
  expect(sent()).toEqual([['a', 'b'], ['big'], ['c']])
})

test('of one id, an earlier document is there before a later one is sent', async () => {
  let busy = 1
  server.answer((asked) => bulkAnswer(asked, (id) => (id === 'a' && busy-- > 0 ? 429 : 201)))
  await write(operations('a', 'b', 'a', 'c', 'a'), { concurrency: 4 })
  expect(sent()).toEqual([['a', 'b', 'c'], ['a'], ['a'], ['a']])
})

test('each document has an outcome of its own, in the order of the operations', async () => {
  const statuses: Record<string, number> = { a: 201, b: 409, c: 400, d: 200 }
  server.answer((asked) => bulkAnswer(asked, (id) => statuses[id]!))
  expect(await write(operations('a', 'b', 'c', 'd'))).toEqual([
    { kind: 'written' },
    { kind: 'exists' },
    { kind: 'refused', reason: 'status_400: c is refused' },
    { kind: 'written' },
  ])
  expect(server.asked).toHaveLength(1)
})

test('what a full queue turned away is sent again, and only that', async () => {
  const left: Record<string, number> = { b: 2, c: 1 }
  server.answer((asked) => bulkAnswer(asked, (id) => ((left[id] ?? 0) > 0 && left[id]!-- > 0 ? 429 : 201)))
  expect(await kinds(operations('a', 'b', 'c'))).toEqual(['written', 'written', 'written'])
  expect(sent()).toEqual([['a', 'b', 'c'], ['b', 'c'], ['b']])
  expect(troubles).toEqual(['ELASTIC_FAILED', 'ELASTIC_FAILED'])
})

test.each([
  ['is busy', 429, 'ELASTIC_FAILED'],
  ['is not ready', 503, 'ELASTIC_FAILED'],
  ['wants other credentials', 401, 'ELASTIC_CREDENTIALS'],
  ['wants more privileges', 403, 'ELASTIC_PRIVILEGE'],
])('a server that %s is waited for', async (_, status, code) => {
  let times = 3
  server.answer((asked) => (times-- > 0 ? { status, body: { error: { type: 'no' } } } : bulkAnswer(asked)))
  expect(await kinds(operations('a', 'b'))).toEqual(['written', 'written'])
  expect(troubles).toEqual([code, code, code])
})

test('a document in an index that may not be written to is waited for', async () => {
  let times = 1
  server.answer((asked) => bulkAnswer(asked, () => (times-- > 0 ? 403 : 201)))
  expect(await kinds(operations('a'))).toEqual(['written'])
  expect(troubles).toEqual(['ELASTIC_PRIVILEGE'])
})

test('a connection that is cut is no end', async () => {
  let times = 2
  server.answer((asked) => (times-- > 0 ? 'drop' : bulkAnswer(asked)))
  expect(await kinds(operations('a'))).toEqual(['written'])
  expect(troubles).toEqual(['ELASTIC_UNREACHABLE', 'ELASTIC_UNREACHABLE'])
})

test('where an answer was lost, what arrived is not sent again', async () => {
  let times = 1
  server.answer((asked) => (times-- > 0 ? 'drop' : bulkAnswer(asked)))
  const looked: (readonly string[])[] = []
  const alreadyThere = async (ids: readonly string[]) => {
    looked.push(ids)
    return new Set(['b'])
  }
  expect(await kinds(operations('a', 'b', 'c'), { alreadyThere })).toEqual(['written', 'exists', 'written'])
  expect(looked).toEqual([['a', 'b', 'c']])
  expect(sent()).toEqual([
    ['a', 'b', 'c'],
    ['a', 'c'],
  ])
})

test('of what surely did not arrive, nobody asks whether it did', async () => {
  let times = 1
  server.answer((asked) => bulkAnswer(asked, () => (times-- > 0 ? 429 : 201)))
  const alreadyThere = () => Promise.reject(new Error('asked'))
  expect(await kinds(operations('a'), { alreadyThere })).toEqual(['written'])
})

test('a shard that is not there leaves open what was done: that one is looked for', async () => {
  let times = 1
  server.answer((asked) => bulkAnswer(asked, (id) => (id === 'b' && times-- > 0 ? 503 : 201)))
  const alreadyThere = async (ids: readonly string[]) => new Set(ids)
  expect(await kinds(operations('a', 'b'), { alreadyThere })).toEqual(['written', 'exists'])
})

test('a request that is too large is halved until it fits; one document that is too large is refused', async () => {
  server.answer((asked) => (asked.body.length > 250 ? { status: 413 } : bulkAnswer(asked)))
  const big = operation('big', JSON.stringify('x'.repeat(400)))
  const ids = Array.from({ length: 9 }, (_, n) => `n${n}`)
  expect(await kinds([...operations(...ids), big])).toEqual([...ids.map(() => 'written'), 'refused'])
})

test('one document that spoils a request is found, and the others are written', async () => {
  server.answer((asked) =>
    bulkIds(asked).includes('bad')
      ? { status: 400, body: { error: { type: 'action_request_validation_exception' } } }
      : bulkAnswer(asked),
  )
  const outcomes = await write(operations('a', 'b', 'bad', 'c', 'd'))
  expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'written', 'refused', 'written', 'written'])
  expect(outcomes[2]).toMatchObject({ reason: expect.stringContaining('action_request_validation_exception') })
})

test('waiting ends with its signal', async () => {
  server.answer(() => ({ status: 429 }))
  const stopping = new AbortController()
  const writing = write(operations('a'), { signal: stopping.signal, firstPauseMs: 60_000 })
  await expect.poll(() => troubles.length).toBe(1)
  stopping.abort()
  await expect(writing).rejects.toMatchObject({ name: 'AbortError' })
})

test('several requests are under way at once, no more than allowed', async () => {
  const ids = Array.from({ length: 40 }, (_, n) => `n${n}`)
  expect(await kinds(operations(...ids), { maxOperations: 2, concurrency: 3 })).toEqual(ids.map(() => 'written'))
  expect(sent().flat().sort()).toEqual([...ids].sort())
})
