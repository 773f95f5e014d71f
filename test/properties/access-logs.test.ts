// Law of access logs: what is read of many lines at once is what is read of each of them by itself, of any line, whatever came
// before it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leastScanned } from '../../connectors/access/reader.ts'
import { apache } from '../../connectors/apache/connector.ts'
import { caddy } from '../../connectors/caddy/connector.ts'
import { cloudflare } from '../../connectors/cloudflare/connector.ts'
import type { Connector } from '../../connectors/connector.ts'
import { envoy } from '../../connectors/envoy/connector.ts'
import { haproxy } from '../../connectors/haproxy/connector.ts'
import { nginx } from '../../connectors/nginx/connector.ts'
import { traefik } from '../../connectors/traefik/connector.ts'
import { loadRules } from '../../src/app/rules.ts'
import { Batch, isMade } from '../../src/event/batch.ts'
import { createLayout, type Layout } from '../../src/event/layout.ts'
import { schemaFields } from '../connectors/layouts.ts'
import { columnsOf, read, request } from '../connectors/read.ts'

/** All lines of the samples of a product. */
function samplesOf(name: string): readonly string[] {
  const folder = join(import.meta.dirname, '../../connectors', name, 'samples')
  const files = readdirSync(folder).filter((file) => file.endsWith('.log'))
  return files.flatMap((file) => readFileSync(join(folder, file), 'latin1').split('\n')).filter((line) => line !== '')
}

interface Pieces {
  /** Read before, which counts for nothing: so much of it that a scanner is made, or nothing. */
  readonly first: string
  readonly lines: readonly string[]
  readonly cuts: readonly number[]
}

function readAll(connector: Connector, wanted: Layout, { first, lines, cuts }: Pieces) {
  const configured = connector.configure({})
  if (!configured.ok) throw new Error('takes no settings')
  const reasons: string[] = []
  const aside = {
    put: (reason: string, at: number, excerpt: string) => void reasons.push(`${at} ${reason}: ${excerpt}`),
  }
  const reader = connector.open(configured.config, { source: 'log', wanted, aside, request })
  reader.read(Buffer.from(first, 'latin1'), 0, false, new Batch(wanted))
  reasons.length = 0
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1')
  const batch = new Batch(wanted)
  let used = 0
  let given = 0
  for (let piece = 0; given < bytes.length; piece++) {
    given = Math.min(bytes.length, given + cuts[piece % cuts.length]!)
    used += reader.read(bytes.subarray(used, given), used, given === bytes.length, batch)
  }
  const tables = [batch.times, batch.nanos, batch.sequences, batch.categories]
  const [times, nanos, sequences, categories] = tables.map((table) => [...table.subarray(0, batch.length)])
  const origins = batch.origins.map((origin) => ({ id: origin.id(), document: origin.document() }))
  return { columns: columnsOf({ batch }), places: { times, nanos, sequences, categories }, origins, reasons }
}

/** What stands in lines, or should not. */
const pieces = fc.oneof(
  fc.constantFrom(
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '0',
    '-',
    'null',
    '{}',
    '[]',
    '["a","b"]',
    '\\u00e9',
    'Ã©',
    ' ',
    '\r',
  ),
  fc.constantFrom(
    '"status":101,',
    '"status":0',
    '101',
    '403',
    '"upgrade":"websocket",',
    '"-"',
    '""',
    '1e3',
    '007',
    '1.50',
  ),
  fc.constantFrom(
    '"cookie":{"sid":"x"},',
    '"Cookies":{"sid":"x","a":["b"]},',
    '"cookie":["sid=x","b=c"],',
    '"x":{"y":[{}]},',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }).map((text) => text.replaceAll('\n', ' ')),
)

const mutationOf = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.nat({ max: 3 }), pieces)
    .map(([at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone))

/** Of a value: digits and letters change, and what they stand in does not. */
const otherValueOf = (text: string) =>
  fc.tuple(fc.nat(), fc.constantFrom('7', '8', 'x', 'Z')).map(([seed, put]) => {
    const places = [...text.matchAll(/[0-9a-z]/gi)]
    const at = places.length === 0 ? 0 : places[seed % places.length]!.index
    return text.slice(0, at) + put + text.slice(at + 1)
  })

const lineOf = (samples: readonly string[]) =>
  fc
    .constantFrom(...samples)
    .chain((text) =>
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(text) },
        { weight: 3, arbitrary: otherValueOf(text) },
        { weight: 2, arbitrary: mutationOf(text) },
        { weight: 1, arbitrary: fc.constantFrom('', '{}', `\ufeff${text}`, ` ${text}`, `${text}\r`, '{"status":101}') },
      ),
    )

const allFields = createLayout(schemaFields)
const { layout: ofRules } = loadRules({ paths: undefined }).ruleset
const layouts = fc.oneof(
  fc.constant(allFields),
  fc.constant(ofRules),
  fc
    .uniqueArray(fc.constantFrom(...schemaFields), { minLength: 1, maxLength: 6 })
    .map((fields) => createLayout(fields)),
)
const cuts = fc.array(fc.integer({ min: 100, max: 20_000 }), { minLength: 1, maxLength: 3 })

/** More clients, sessions and times than are remembered. */
test('values that do not come again are each their own', () => {
  const lines = Array.from(
    { length: 70_000 },
    (_, n) =>
      `{"msec":${1_795_321_327 + n}.5,"remote_addr":"2001:db8::${(n % 65_536).toString(16)}","http_host":"app${n % 7}.example.com","request":"GET /ws/${n % 9000}?room=${n} HTTP/1.1","status":101,"http_upgrade":"websocket","http_origin":"https://app.example.com","http_cookie":"sid=${n}","request_time":${n % 50}.25,"bytes_sent":${n}}`,
  )
  const fields = ['source.ip', 'session.id', 'url.query', 'url.domain', 'event.duration', 'http.request.origin_foreign']
  const wanted = createLayout(fields)
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const [scanned, single] = [1 << 19, 1 << 14].map((length) => read(nginx, bytes, { wanted, cuts: [length] }))
  expect(scanned!.batch.length).toBe(140_000)
  for (const [slot, column] of columnsOf(scanned!).entries()) {
    const same = columnsOf(single!)[slot]!
    expect(column.findIndex((value, row) => value !== same[row])).toBe(-1)
  }
})

/** Endpoints, and what might be taken for one. */
const endpointOf = fc.oneof(
  fc.tuple(fc.ipV4(), fc.nat(65_535)).map(([address, port]) => `${address}:${port}`),
  fc.tuple(fc.ipV6(), fc.nat(65_535)).map(([address, port]) => `[${address}]:${port}`),
  fc.oneof(fc.ipV4(), fc.ipV6()),
  fc.string({ unit: fc.constantFrom('[', ']', ':', '.', '8', 'a', 'F', 'g', '-', '\\u003a', '%', 'Ã©'), maxLength: 8 }),
)

test('of an endpoint the address is told, whatever stands in its place', () => {
  const wanted = createLayout(['source.ip', 'client.ip', 'source.port'])
  const asked = fc.oneof(
    { weight: 8, arbitrary: endpointOf.map((endpoint) => `"${endpoint}"`) },
    { weight: 1, arbitrary: fc.constantFrom('null', '12', '-1', 'true', '["203.0.113.7:80"]', '[]', '{"a":"b:1"}') },
  )
  fc.assert(
    fc.property(fc.array(asked, { minLength: 1, maxLength: 40 }), (endpoints) => {
      const lines = endpoints.map(
        (endpoint) =>
          `{"start_time":"2026-11-22T04:22:05.250Z","downstream_direct_remote_address":${endpoint},"response_code":200}\n`,
      )
      const text = lines.join('').repeat(Math.ceil(leastScanned / lines.join('').length))
      const [scanned, single] = [1 << 19, 1 << 14].map((length) =>
        read(envoy, Buffer.from(text, 'latin1'), { wanted, cuts: [length] }),
      )
      expect(columnsOf(scanned!)).toEqual(columnsOf(single!))
    }),
    { numRuns: 40 },
  )
})

describe.each([nginx, apache, haproxy, envoy, caddy, traefik, cloudflare] as readonly Connector[])(
  '$name',
  (connector) => {
    const samples = samplesOf(connector.name)
    const json = samples.filter((line) => line.startsWith('{'))
    const first = `${json.join('\n')}\n`.repeat(Math.ceil(leastScanned / json.join('\n').length))

    test('every line gives what it gives by itself', () => {
      const lines = fc.array(lineOf(samples), { maxLength: 12 })
      fc.assert(
        fc.property(lines, cuts, layouts, (some, lengths, layout) => {
          const again = [...some, ...some]
          const scanned = readAll(connector, layout, { first, lines: again, cuts: lengths })
          expect(scanned).toEqual(readAll(connector, layout, { first: '', lines: again, cuts: [1 << 14] }))
        }),
        { numRuns: 60 },
      )
    })

    test('many lines are read at once, and where they came from is told when it is asked', () => {
      const configured = connector.configure({})
      if (!configured.ok) throw new Error('takes no settings')
      const aside = { put: () => {} }
      const reader = connector.open(configured.config, { source: 'log', wanted: ofRules, aside, request })
      const batch = new Batch(ofRules)
      reader.read(Buffer.from(first, 'latin1'), 0, true, batch)
      expect(isMade(batch.originOrGiver(batch.length - 1))).toBe(false)
    })
  },
)
