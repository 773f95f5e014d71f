// Records longer than a line may be, through a file: found whole, and those that are longer still passed over.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { har } from '../../connectors/har/connector.ts'
import { createLayout } from '../../src/event/layout.ts'
import { logFileSource } from '../../src/intake/file.ts'
import { request } from '../connectors/read.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-records-'))
afterAll(() => rmSync(folder, { recursive: true }))

const entry = (messages: number, length: number) => ({
  startedDateTime: '2026-11-22T04:22:05.250Z',
  request: { method: 'GET', url: 'ws://app.example.com/ws', headers: [] },
  response: { status: 101, headers: [] },
  _webSocketMessages: Array.from({ length: messages }, (_, index) => ({
    type: 'send',
    time: 1795321325 + index / 1000,
    opcode: 1,
    data: `${index} ${'x'.repeat(length)}`,
  })),
})

test('an entry of several megabytes is read, and the ones beside it', async () => {
  const path = join(folder, 'long.har')
  writeFileSync(
    path,
    JSON.stringify({ log: { version: '1.2', entries: [entry(1, 10), entry(3000, 1000), entry(2, 10)] } }),
  )
  const source = logFileSource({ id: 'log', path, connector: har, config: null, request })
  const ids: string[] = []
  for await (const { batch } of source.deliveries(createLayout([])))
    ids.push(...batch.origins.map((origin) => origin.id()))
  expect(source.unreadable()).toEqual([])
  expect(ids.length).toBe(3 + 3002 + 4)
  expect(new Set(ids).size).toBe(ids.length)
})
