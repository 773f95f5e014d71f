// Lines of JSON whose names are new in each of them, as clients may name their headers: to scan such lines takes longer than to
// read them one by one.
import { expect, test } from 'vitest'
import { leastScanned } from '../../../connectors/access/reader.ts'
import { caddy } from '../../../connectors/caddy/connector.ts'
import { Batch, isMade } from '../../../src/event/batch.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { request } from '../read.ts'

/** Whether the second of two such pieces is scanned. */
function isScanned(nameOf: (line: number, header: number) => string): boolean {
  const configured = caddy.configure({})
  if (!configured.ok) throw new Error('takes no settings')
  const wanted = createLayout(['url.path'])
  const reader = caddy.open(configured.config, { source: 'log', wanted, aside: { put: () => {} }, request })
  const lines = Array.from({ length: leastScanned / 128 }, (_, line) => {
    const headers = Array.from({ length: 20 }, (_header, header) => `"${nameOf(line, header)}":["1"]`)
    return `{"ts":1795321325.5,"request":{"method":"GET","uri":"/ws","headers":{${headers}}},"status":101}\n`
  })
  const bytes = Buffer.from(lines.join(''))
  reader.read(bytes, 0, false, new Batch(wanted))
  const batch = new Batch(wanted)
  reader.read(bytes, bytes.length, false, batch)
  expect(batch.length).toBe(2 * lines.length)
  return !isMade(batch.originOrGiver(0))
}

test('names that come again are scanned', () => {
  expect(isScanned((_line, header) => `X-${header}`)).toBe(true)
})

test('names that are new in each line are not', () => {
  expect(isScanned((line, header) => `X-${line}-${header}`)).toBe(false)
})
