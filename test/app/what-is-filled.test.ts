// What no rule reads of an event is not filled: the incidents are those of rows in which all is.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { loadRules, loginStage } from '../../src/app/rules.ts'
import type { Ruleset } from '../../src/compiler/plan.ts'
import { anyCategory, categoryBits, ecsCategory } from '../../src/event/category.ts'
import { filledWhole } from '../../src/event/layout.ts'
import { exclusive } from '../../src/event/position.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { read } from '../connectors/read.ts'

const { ruleset } = loadRules({ paths: undefined })
const { layout } = ruleset
const everything: Ruleset = { ...ruleset, layout: filledWhole(layout) }

const folder = resolve(import.meta.dirname, '../../connectors')

const samples = connectors.flatMap((connector) =>
  globSync('*.log', { cwd: join(folder, connector.name, 'samples') }).map((name) => {
    const path = join(folder, connector.name, 'samples', name)
    return { name: `${connector.name}/${name}`, connector, bytes: readFileSync(path), settings: settingsOf(path) }
  }),
)

function settingsOf(path: string): Readonly<Record<string, unknown>> {
  const name = path.replace(/log$/, 'settings.json')
  return globSync('*.settings.json', { cwd: dirname(path) }).some((file) => name.endsWith(`/${file}`))
    ? JSON.parse(readFileSync(name, 'utf8'))
    : {}
}

function found({ connector, bytes, settings }: (typeof samples)[number], rules: Ruleset) {
  const { batch } = read(connector, bytes, { settings, wanted: rules.layout })
  const source = { id: 'sample', categories: anyCategory, latenessUs: 0 }
  const evaluator = new Evaluator(rules, [source], loginStage(rules, []))
  const us = Math.max(0, ...batch.times.subarray(0, batch.length))
  const progress = { us, nanos: 0, sequence: exclusive }
  const { changes } = evaluator.evaluate({ source: 'sample', n: 1, batch, progress, resume: null })
  const filled = batch.columns.reduce(
    (sum, column) => sum + column.list(batch.length).filter((value) => value !== null).length,
    0,
  )
  return { filled, incidents: JSON.stringify([...changes, ...evaluator.end('fire')]) }
}

let raised = 0
let spared = 0

test.each(samples)('$name', (sample) => {
  const few = found(sample, ruleset)
  const all = found(sample, everything)
  expect(few.incidents).toBe(all.incidents)
  raised += few.incidents.length > 2 ? 1 : 0
  spared += all.filled - few.filled
})

test('samples of several products raise incidents, and much is spared', () => {
  expect(raised).toBeGreaterThan(10)
  expect(spared).toBeGreaterThan(500)
})

test('of a request nothing is read that rules ask of messages and upgrades alone', () => {
  const isRead = (category: 'request' | 'message' | 'handshake', field: string) =>
    layout.isRead(layout.slot(field), categoryBits(ecsCategory[category]!))
  expect(['url.path', 'event.category', 'websocket.subprotocol'].filter((field) => isRead('request', field))).toEqual(
    [],
  )
  expect(isRead('message', 'websocket.subprotocol')).toBe(true)
  expect(isRead('handshake', 'url.path')).toBe(true)
})

test('nor what rules ask only of events that have what the lines of the kind never have', () => {
  const lacks = (field: string) => ['event.outcome', 'websocket.close.by', 'websocket.anomaly'].includes(field)
  const read = layout.fields.filter((_, slot) => layout.isRead(slot, categoryBits(ecsCategory.request!), lacks))
  expect(read).not.toContain('session.id')
  expect(layout.isRead(layout.slot('session.id'), categoryBits(ecsCategory.request!))).toBe(true)
})
