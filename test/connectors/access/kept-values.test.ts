// What a reader keeps of the values of lines: strangers choose them.
import { expect, test } from 'vitest'
import { leastScanned } from '../../../connectors/access/reader.ts'
import { nginx } from '../../../connectors/nginx/connector.ts'
import { Batch } from '../../../src/event/batch.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { request } from '../read.ts'

const long = 'x'.repeat(2000)
const lineOf = (path: string): string =>
  `203.0.113.7 - - [22/Nov/2026:04:22:05 +0000] "GET ${path} HTTP/1.1" 101 5 "-" "Mozilla/5.0"\n`

test.each([
  ['text', lineOf],
  ['JSON', (path: string) => `{"msec":1795321325.5,"remote_addr":"203.0.113.7","uri":"${path}","status":101}\n`],
])('long values of lines of %s go with their batch', (_name, write) => {
  const wanted = createLayout(['url.path'])
  const configured = nginx.configure({})
  if (!configured.ok) throw new Error('takes no settings')
  const reader = nginx.open(configured.config, { source: 'log', wanted, aside: { put: () => {} }, request })
  const batches = Array.from({ length: 3 }, (_, piece) => {
    const lines = Array.from({ length: leastScanned / 1000 }, (_line, n) => write(`/${piece}/${n}/${long}`))
    const batch = new Batch(wanted)
    reader.read(Buffer.from(lines.join('')), piece * 1e6, false, batch)
    return batch
  })
  for (const [piece, batch] of batches.entries()) expect(batch.get(0, 0)).toBe(`/${piece}/0/${long}`)
  const [first, , last] = batches.map(({ columns }) => columns[0]!.values)
  expect(last).toBe(first)
  expect(last).toEqual([])
})
