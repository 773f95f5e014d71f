// Law of the connectors that remember: stopped after any line and opened again from what was saved, they tell the same.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { createLayout } from '../../src/event/layout.ts'
import { request } from '../connectors/read.ts'
import { readWithStops } from '../connectors/resumed.ts'

const root = resolve(import.meta.dirname, '../../connectors')

const context = {
  source: 'sample',
  wanted: createLayout([]),
  aside: { put: () => {} },
  request,
}

const remembering = connectors.filter((connector) => {
  const configured = connector.configure({})
  return configured.ok && connector.open(configured.config, context).save !== undefined
})

test('some connectors remember', () => {
  expect(remembering.map(({ name }) => name)).toEqual(expect.arrayContaining(['suricata', 'zeek']))
})

describe.each(remembering)('$name', (connector) => {
  const folder = join(root, connector.name, 'samples')
  const logs = readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => readFileSync(join(folder, name)))

  test('tells the same when it is stopped after every line', () => {
    for (const bytes of logs)
      expect(readWithStops(connector, bytes, () => true)).toEqual(readWithStops(connector, bytes, () => false))
  })

  test('tells the same wherever it is stopped, also of lines in another order', () => {
    const shuffled = fc.constantFrom(...logs).chain((bytes) => {
      const lines = bytes.toString('utf8').trimEnd().split('\n')
      const fixed = lines.filter((line) => line.startsWith('#'))
      const others = lines.filter((line) => !line.startsWith('#'))
      return fc
        .shuffledSubarray(others, { minLength: others.length })
        .map((order) => Buffer.from(`${[...fixed, ...order].join('\n')}\n`))
    })
    fc.assert(
      fc.property(shuffled, fc.func(fc.boolean()), (bytes, stops) => {
        expect(readWithStops(connector, bytes, stops)).toEqual(readWithStops(connector, bytes, () => false))
      }),
      { numRuns: 60 },
    )
  })

  test('gives the same object while nothing has changed', () => {
    const configured = connector.configure({})
    const reader = connector.open(configured.ok && configured.config, context)
    expect(reader.save!()).toBe(reader.save!())
  })
})
