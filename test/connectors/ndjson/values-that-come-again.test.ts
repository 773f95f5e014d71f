// More different values than a reader remembers: rows go on telling those that they were read with.
import { expect, test } from 'vitest'
import { ndjson } from '../../../connectors/ndjson/connector.ts'
import { Batch } from '../../../src/event/batch.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { request } from '../read.ts'

const wanted = createLayout(['event.action', 'user.name'])

/** Some are new, some come again, soon or late. */
const userOf = (row: number): string => `u${row % 3 === 0 ? row : row % 40_000}`

const lineOf = (row: number): string =>
  `{"@timestamp":${row},"user.name":"${userOf(row)}","event.action":"${row % 2 === 0 ? 'open' : 'close'}"}\n`

test('each row has its own values, also when those of many others came after it', () => {
  const context = { source: 'log', wanted, aside: { put: () => expect.fail('All lines can be read.') }, request }
  const reader = ndjson.open(null, context)
  const batches: Batch[] = []
  let rows = 0
  for (let offset = 0; rows < 300_000; ) {
    const bytes = Buffer.from(Array.from({ length: 900 }, (_, index) => lineOf(rows + index)).join(''))
    const batch = new Batch(wanted, 900)
    offset += reader.read(bytes, offset, false, batch)
    batches.push(batch)
    rows += batch.length
  }
  const wrong = batches.flatMap((batch, index) => {
    const [actions, users] = batch.columns.map((column) => column.list(batch.length))
    return users!.flatMap((user, at) => {
      const row = index * 900 + at
      return user === userOf(row) && actions![at] === (row % 2 === 0 ? 'open' : 'close') ? [] : [[row, user]]
    })
  })
  expect(wrong).toEqual([])
  const dictionaries = new Set(batches.map(({ columns }) => columns[wanted.slot('user.name')]!.values))
  expect(dictionaries.size).toBeGreaterThan(2)
})
