// Lines that came inside something else: who reads them, what their events are called, and that nothing is lost on the way.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ndjson } from '../../connectors/ndjson/connector.ts'
import { nginx } from '../../connectors/nginx/connector.ts'
import { Batch } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'
import { createEnclosed, type EnclosedSettings, type Place } from '../../src/intake/enclosed.ts'
import { documentsOf, read, request } from '../connectors/read.ts'

const wanted = createLayout(['event.id', 'host.name', 'websocket.connection.id', 'source.ip'])

const upgrade = (ip: string): string =>
  `${ip} - - [22/Nov/2026:04:22:05 +0000] "GET /ws HTTP/1.1" 101 66 "-" "Mozilla/5.0"`
const event = '{"@timestamp":0,"event":{"category":"auth"},"message":"in"}'

interface Aside {
  readonly reason: string
  readonly at: number
  readonly excerpt: string
  readonly connector: string | null
}

function open(settings: Partial<EnclosedSettings> = {}) {
  const batch = new Batch(wanted)
  const asides: Aside[] = []
  const aside = {
    put(reason: string, at: number, excerpt: string, connector: string | null) {
      asides.push({ reason, at, excerpt, connector })
    },
  }
  const enclosed = createEnclosed({ source: 'http', wanted, request, aside, ...settings })
  return {
    asides,
    batch,
    read: (line: string | Uint8Array, at = 0, place: Partial<Place> = {}) =>
      enclosed.read(line, { stream: '', at, ...place }, batch),
    ids: () => batch.origins.map((origin) => origin.id()),
    column: (name: string) => columnOf(batch, name),
    documents: () => documentsOf({ batch, unread: [] }),
  }
}

describe('a line', () => {
  test('is recognised, and named by source, stream and place', () => {
    const lines = open()
    expect(lines.read(upgrade('192.0.2.1'), 70, { stream: 'web1/access.log' })).toBeNull()
    expect(lines.ids()).toEqual(['http:web1/access.log:70:handshake', 'http:web1/access.log:70:connection'])
  })

  test('of no stream is named by source and place alone', () => {
    const lines = open()
    lines.read(event, 70)
    expect(lines.ids()).toEqual(['http:70'])
  })

  test('is the same as text and as bytes', () => {
    const [text, bytes] = [open(), open()]
    text.read(upgrade('192.0.2.1'))
    bytes.read(Buffer.from(upgrade('192.0.2.1')))
    expect(bytes.documents()).toEqual(text.documents())
  })

  test.each(['\n', '\r\n', ''])('may end in %j', (end) => {
    const lines = open()
    expect(lines.read(`  ${upgrade('192.0.2.1')}${end}`)).toBeNull()
    expect(lines.batch.length).toBe(2)
  })

  test('with newlines within is one line: whoever wrote it does not forge a second', () => {
    const lines = open({ known: [nginx, ndjson] })
    lines.read(`Dear reader, look:\n${upgrade('192.0.2.66')}`)
    expect(lines.column('source.ip')).not.toContain('192.0.2.66')
  })

  test('that is empty is none', () => {
    const lines = open()
    expect([lines.read(''), lines.read('\n'), lines.read(new Uint8Array(0))]).toEqual([null, null, null])
    expect(lines.asides).toEqual([])
  })

  test('that no connector knows is put aside, with the reason as the answer', () => {
    const lines = open()
    expect(lines.read('Dear reader', 7)).toBe('no connector knows this line')
    expect(lines.asides).toEqual([
      { reason: 'no connector knows this line', at: 7, excerpt: 'Dear reader', connector: null },
    ])
  })

  test('that the connector of its stream should have known is put aside under that one', () => {
    const lines = open()
    lines.read(upgrade('192.0.2.1'))
    lines.read('Dear reader', 7)
    expect(lines.asides).toMatchObject([{ reason: 'not in this log format', at: 7, connector: 'nginx' }])
  })

  test('longer than a line may be is put aside', () => {
    const lines = open()
    lines.read(event)
    expect(lines.read(`{"@timestamp":0,"message":"${'x'.repeat(1 << 20)}"}`)).toBe('line longer than 1 MiB')
    expect(lines.asides[0]!.excerpt.length).toBeLessThanOrEqual(8192)
  })
})

describe('a stream', () => {
  test('may mix formats, each of which goes on being read', () => {
    const lines = open()
    for (const line of [upgrade('192.0.2.1'), event, upgrade('192.0.2.2'), event]) expect(lines.read(line)).toBeNull()
    expect(lines.batch.length).toBe(6)
  })

  test('whose format the config names is read by that alone', () => {
    const named = { connector: nginx, config: configOf({ format: '$remote_addr [$time_local] $status' }) }
    const lines = open({ connectorFor: (stream) => (stream === 'custom' ? named : null) })
    expect(lines.read('192.0.2.1 [22/Nov/2026:04:22:05 +0000] 101', 0, { stream: 'custom' })).toBeNull()
    expect(lines.read(event, 0, { stream: 'custom' })).toBe('not in this log format')
    expect(lines.read(event, 0, { stream: 'other' })).toBeNull()
  })

  test('that was silent longest is forgotten, and found again when it speaks', () => {
    let opened = 0
    const counting = {
      ...ndjson,
      open: (...args: Parameters<typeof ndjson.open>) => {
        opened++
        return ndjson.open(...args)
      },
    }
    const lines = open({ known: [counting], mostStreams: 2 })
    for (const stream of ['a', 'b', 'a', 'c', 'a', 'b']) lines.read(event, 0, { stream })
    expect(opened).toBe(4)
    expect(lines.batch.length).toBe(6)
  })
})

describe('what the sender says beside the line', () => {
  test('names its events, in their documents as in their columns', () => {
    const lines = open()
    lines.read(upgrade('192.0.2.1'), 70, { name: 'k:3' })
    expect(lines.ids()).toEqual(['k:3:handshake', 'k:3:connection'])
    expect(lines.column('event.id')).toEqual(lines.ids())
    expect(lines.column('websocket.connection.id')).toEqual(['k:3', 'k:3'])
    expect(lines.documents().map((document) => document['websocket.connection.id'])).toEqual(['k:3', 'k:3'])
  })

  test('leaves an event the id that it has', () => {
    const lines = open()
    lines.read('{"@timestamp":0,"event.id":"its own"}', 70, { name: 'k:3' })
    expect(lines.ids()).toEqual(['its own'])
  })

  test('fills fields that the line does not have', () => {
    const lines = open()
    lines.read(upgrade('192.0.2.1'), 0, { fields: { 'host.name': 'web1', 'source.ip': '192.0.2.99' } })
    expect(lines.column('host.name')).toEqual(['web1', 'web1'])
    expect(lines.column('source.ip')).toEqual(['192.0.2.1', '192.0.2.1'])
    expect(lines.documents()[0]).toMatchObject({ 'host.name': 'web1', 'source.ip': '192.0.2.1' })
  })

  test('is kept where the event goes on as it was written', () => {
    const lines = open()
    lines.read(event, 0, { fields: { 'host.name': 'web1' } })
    lines.read(event, 1)
    expect(lines.batch.origins.map((origin) => origin.written?.().text)).toEqual([undefined, event])
  })
})

describe('lines of containers', () => {
  const docker = (log: string, stream = 'stdout'): string =>
    JSON.stringify({ log, stream, time: '2026-11-22T04:22:05.1Z' })
  const cri = (tag: string, text: string, stream = 'stdout'): string =>
    `2026-11-22T04:22:05.1Z ${stream} ${tag} ${text}`
  const line = upgrade('192.0.2.1')

  test.each([
    ['of Docker', [docker(`${line}\n`)]],
    ['of CRI', [cri('F', line)]],
    ['of CRI with another tag', [cri('F:x', line)]],
    ['of Docker, in parts', [docker(line.slice(0, 30)), docker(line.slice(30, 40)), docker(`${line.slice(40)}\n`)]],
    ['of CRI, in parts', [cri('P', line.slice(0, 30)), cri('F', line.slice(30))]],
    [
      'of CRI, in parts between others',
      [cri('P', line.slice(0, 30)), cri('P', 'err', 'stderr'), cri('F', line.slice(30))],
    ],
  ])('%s are what the container wrote, known by their first part', (_name, parts) => {
    const lines = open()
    for (const [at, part] of parts.entries()) expect(lines.read(part, at + 5)).toBeNull()
    expect(lines.ids()).toEqual(['http:5:handshake', 'http:5:connection'])
    expect(lines.documents()[0]).toMatchObject({ 'source.ip': '192.0.2.1', 'url.path': '/ws' })
  })

  test.each([
    ['the first part', [0, 0, 1, 2]],
    ['both parts', [0, 1, 0, 1, 2]],
    ['the later part', [0, 1, 1, 2]],
    ['none', [0, 1, 2]],
  ])('are whole where a shipper sends %s again, as its answer was lost', (_name, order) => {
    const parts = [cri('P', line.slice(0, 30)), cri('P', line.slice(30, 40)), cri('F', line.slice(40))]
    const lines = open()
    for (const at of order) expect(lines.read(parts[at]!, at)).toBeNull()
    expect(lines.ids()).toEqual(['http:0:handshake', 'http:0:connection'])
  })

  test('without an end grow no further than a line may be', () => {
    const lines = open()
    for (let at = 0; at < 100; at++) lines.read(cri('P', 'x'.repeat(1 << 16)), at)
    lines.read(event, 100, { stream: 'other' })
    expect(lines.read(cri('F', 'x'), 101)).toBe('no connector knows this line')
    expect(lines.asides).toHaveLength(1)
  })
})

test.each([
  ['nginx', nginx, 'combined.log'],
  ['ndjson', ndjson, 'events.log'],
])('line by line a sample of %s is what it is as a file', (name, connector, sample) => {
  const bytes = readFileSync(join(import.meta.dirname, '../../connectors', name, 'samples', sample))
  const whole = read(connector, bytes, { wanted })
  const lines = open({ source: 'sample', connectorFor: () => ({ connector, config: configOf({}, connector) }) })
  let at = 0
  for (const line of bytes.toString('latin1').split('\n')) {
    lines.read(Buffer.from(line, 'latin1'), at)
    at += line.length + 1
  }
  expect(lines.documents()).toEqual(documentsOf(whole))
  for (const name of wanted.fields) expect(lines.column(name)).toEqual(columnOf(whole.batch, name))
  expect(lines.asides.map(({ reason }) => reason)).toEqual(whole.unread.map(({ reason }) => reason))
})

test('whatever comes, every line gives events or is put aside, and none throws', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('{"log":"', '","stream":"stdout","time":1}', '2026-11-22T04:22:05Z stdout P ', event, '\n', '\\n'),
  )
  const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''))
  const anyLine = fc.oneof(text, fc.uint8Array({ maxLength: 64 }))
  fc.assert(
    fc.property(fc.array(fc.tuple(anyLine, fc.string({ maxLength: 2 })), { maxLength: 20 }), (given) => {
      const lines = open({ mostStreams: 3 })
      const answers = given.map(([line, stream], at) => lines.read(line, at, { stream }))
      expect(answers.filter((answer) => answer !== null)).toEqual(lines.asides.map(({ reason }) => reason))
    }),
  )
})

const columnOf = (batch: Batch, name: string) => batch.columns[wanted.slot(name)]!.list(batch.length)

function configOf(settings: Readonly<Record<string, unknown>>, connector: typeof nginx | typeof ndjson = nginx) {
  const configured = connector.configure(settings)
  if (!configured.ok) throw new Error(configured.text)
  return configured.config
}
