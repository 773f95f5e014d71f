// How many readers of many lines at once a process keeps open, however many logs it reads.
import { expect, test } from 'vitest'
import { leastScanned } from '../../../connectors/access/reader.ts'
import { type Holder, OpenReaders } from '../../../connectors/access/rows/open-readers.ts'
import { nginx } from '../../../connectors/nginx/connector.ts'
import { Batch, isMade } from '../../../src/event/batch.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { request } from '../read.ts'

test('who was not used for longest lets go', () => {
  const open = new OpenReaders(2)
  const gone: string[] = []
  const holders = ['a', 'b', 'c'].map((name): Holder => ({ letGo: () => gone.push(name) }))
  const [a, b, c] = holders.map((holder) => new WeakRef(holder))
  for (const used of [a!, b!, a!, c!]) open.use(used)
  expect(gone).toEqual(['b'])
  open.use(b!)
  expect(gone).toEqual(['b', 'a'])
})

test('of more logs than have room the first is read line by line for a while, and gives the same', () => {
  const wanted = createLayout(['url.path', 'client.ip'])
  const configured = nginx.configure({})
  if (!configured.ok) throw new Error('takes no settings')
  const line = '192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8"\n'
  const bytes = Buffer.from(line.repeat(Math.ceil(leastScanned / line.length)))
  const openReader = (source: string) =>
    nginx.open(configured.config, { source, wanted, aside: { put: () => {} }, request })
  const read = (reader: ReturnType<typeof openReader>) => {
    const batch = new Batch(wanted)
    reader.read(bytes, 0, false, batch)
    return { isScanned: !isMade(batch.originOrGiver(0)), paths: batch.columns.map((one) => one.list(batch.length)) }
  }
  const first = openReader('first')
  const scanned = read(first)
  expect(scanned.isScanned).toBe(true)
  const others = Array.from({ length: 64 }, (_, index) => openReader(`other ${index}`))
  for (const other of others) expect(read(other).isScanned).toBe(true)
  const singly = read(first)
  expect(singly).toEqual({ ...scanned, isScanned: false })
  for (let piece = 1; piece < 64; piece++) expect(read(first).isScanned).toBe(false)
  expect(read(first).isScanned).toBe(true)
})
