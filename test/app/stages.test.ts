// Baselines among the stages before the engine: saved, restored and begun with another one.
import { expect, test } from 'vitest'
import { alsoRead } from '../../src/app/rules.ts'
import { stagesFor } from '../../src/app/stages.ts'
import type { SavedBaseline } from '../../src/baseline/baseline.ts'
import { compileRules } from '../../src/compiler/compile.ts'
import { Batch } from '../../src/event/batch.ts'
import { anomalyScore } from '../../src/event/learned-fields.ts'
import { Sensor } from '../../src/sensor/sensor.ts'
import { benign } from '../baseline/scenario/traffic.ts'
import { requestSettings } from '../sensor/decode.ts'

const ruleset = (where: string) =>
  compileRules(
    [
      {
        path: 'rule_of_a_test.trip',
        text: `language 1\n\nrule rule_of_a_test {\n  title "t"\n  level low\n\n  detect\n    frame where ${where}\n}\n`,
      },
    ],
    { alsoRead },
  ).ruleset

const asking = ruleset('anomaly() > 0.9')
const { layout } = asking

const minutes = 60

function batchOf(to: number): Batch {
  const sensor = new Sensor({ layout, request: requestSettings })
  const batch = new Batch(layout)
  const packets = benign({ from: 0, to }).sort((a, b) => a.us - b.us)
  for (const { us, bytes } of packets)
    sensor.packet({ us, nanos: 0, bytes, start: 0, end: bytes.length, wireLength: bytes.length, linkType: 1 }, batch)
  sensor.end(batch)
  return batch
}

const scored = (batch: Batch): number =>
  Array.from({ length: batch.length }, (_, row) => batch.get(row, layout.slot(anomalyScore))).filter(
    (score) => score !== null,
  ).length

function taught(): unknown {
  const stage = stagesFor(asking, [])
  stage.extend(batchOf(14 * minutes), () => {})
  return stage.snapshot()
}

const baselineOf = (snapshot: unknown): SavedBaseline => (snapshot as { baseline: SavedBaseline }).baseline

test('rules that ask nothing of what is usual have no baseline, and no features', () => {
  const other = ruleset('websocket.payload.bytes > 10')
  expect(stagesFor(other, []).snapshot()).toBeNull()
  expect(other.layout.fields.filter((field) => field.includes('features'))).toEqual([])
})

test('a restored stage speaks at once, a new one not for ten minutes', () => {
  const snapshot = taught()
  const [restored, fresh] = [stagesFor(asking, []), stagesFor(asking, [])]
  restored.restore(snapshot)
  const [known, unknown] = [batchOf(2 * minutes), batchOf(2 * minutes)]
  restored.extend(known, () => {})
  fresh.extend(unknown, () => {})
  expect(scored(known)).toBeGreaterThan(100)
  expect(scored(unknown)).toBe(0)
})

test('every frame that was learned from is touched, since it is needed to learn it again', () => {
  const batch = batchOf(1 * minutes)
  const touched = new Set<number>()
  stagesFor(asking, []).extend(batch, (row) => touched.add(row))
  expect(touched.size).toBeGreaterThan(0)
})

test('what was imported stands against what a run had learned, and is gone on with after that', () => {
  const imported = { ...baselineOf(taught()), begunWith: 'file' }
  const before = stagesFor(asking, [])
  before.extend(batchOf(1 * minutes), () => {})
  const started = stagesFor(asking, [], { learned: imported })
  started.restore(before.snapshot())
  expect(baselineOf(started.snapshot())).toEqual(imported)
  started.extend(batchOf(2 * minutes), () => {})
  const later = stagesFor(asking, [], { learned: imported })
  later.restore(started.snapshot())
  expect(baselineOf(later.snapshot())).toEqual(baselineOf(started.snapshot()))
})

test('a state without a baseline is taken by rules that ask for one, and the other way round', () => {
  const stage = stagesFor(asking, [])
  stage.restore({ entries: [], forgotten: 0 })
  expect(baselineOf(stage.snapshot()).classes).toEqual([])
  expect(() => stagesFor(ruleset('websocket.fin'), []).restore(taught())).not.toThrow()
})
