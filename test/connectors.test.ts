// Laws over all connectors: each is in the list, has its guide, and reads its samples as its golden files say.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connectors } from '../connectors/index.ts'
import { nest } from '../src/event/document.ts'
import { createLayout } from '../src/event/layout.ts'
import { schema } from '../src/event/schema.ts'
import { recognise } from '../src/intake/recognise.ts'
import { golden } from './cases.ts'
import { documentsOf, type Read, read } from './connectors/read.ts'

const root = resolve(import.meta.dirname, '../connectors')
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'connector.ts')))
  .map(({ name }) => name)

test('every folder with a connector is in the list, by its name', () => {
  expect(connectors.map(({ name }) => name)).toEqual(folders.sort())
})

describe.each(connectors)('$name', (connector) => {
  const folder = join(root, connector.name)
  const samples = join(folder, 'samples')
  const logs = readdirSync(samples).filter((name) => name.endsWith('.log'))

  test('its guide says how to make the product log this', () => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8').length).toBeGreaterThan(500)
  })

  golden(samples, '.log', '.events.ndjson', (input, file) => print(readSample(Buffer.from(input), file)))

  test.each(logs)('the columns of %s hold what its whole events hold', (file) => {
    const wanted = createLayout([
      ...Object.keys(schema),
      'process.name',
      'process.args',
      'labels.a.b',
      'network.inner.vlan.id',
    ])
    const sample = readSample(readFileSync(join(samples, file)), file, wanted)
    const rows = documentsOf(sample).map((document, row) =>
      wanted.fields.map((name, slot) => [name, sample.batch.get(row, slot), document[name] ?? null]),
    )
    expect(rows.flat().filter(([, column, whole]) => JSON.stringify(column) !== JSON.stringify(whole))).toEqual([])
  })

  test.each(logs)('every event of %s has an id of its own', (file) => {
    const { batch } = readSample(readFileSync(join(samples, file)), file)
    const ids = batch.origins.map((origin) => origin.id())
    expect(new Set(ids).size).toBe(ids.length)
    expect(documentsOf({ batch, unread: [] }).map((document) => document['event.id'])).toEqual(ids)
  })

  test.each(logs)('no credential of %s is in what is read from it', (file) => {
    const text = print(readSample(readFileSync(join(samples, file)), file))
    const events = text.split('\n').filter((line) => !line.includes('"unreadable"'))
    expect(events.join('\n')).not.toMatch(/s3cr3t|topsecret|8f14e45f|eyJ|abc\.def|YWxp|d41d8cd9|MDEy/)
  })

  test.each(logs.filter((file) => !existsSync(settingsPath(samples, file))))('%s is recognised', (file) => {
    const found = recognise(readFileSync(join(samples, file)))
    expect(found.kind === 'log' && found.connector.name).toBe(connector.name)
  })

  function readSample(bytes: Uint8Array, file: string, wanted = createLayout([])): Read {
    const path = settingsPath(samples, file)
    const settings = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
    return read(connector, bytes, { settings, wanted })
  }
})

const settingsPath = (samples: string, file: string): string => join(samples, file.replace(/log$/, 'settings.json'))

const print = (sample: Read): string =>
  [...documentsOf(sample).map(nest), ...sample.unread.map((unreadable) => ({ unreadable }))]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
