// A small dose of what `npm run fuzz` gives by the million: no connector throws, and every byte is read; the compiler
// takes what is nearly a program.
import { expect, test } from 'vitest'
import { createRandom } from '../../bench/random.ts'
import { connectors } from '../../connectors/index.ts'
import { type CompileDone, type CompileThrew, fuzzCompile } from '../../scripts/fuzz/compile.ts'
import { type ConnectorDone, type ConnectorThrew, fuzz } from '../../scripts/fuzz/connector.ts'
import { fuzzSensor, type SensorDone, type SensorThrew } from '../../scripts/fuzz/sensor.ts'
import { mutateText, wordsOf } from '../../scripts/fuzz/text.ts'
import type { Report } from '../../scripts/fuzz/watch.ts'

test.each(connectors.map(({ name }) => name))('%s takes mutated lines', { timeout: 60_000 }, (connector) => {
  const reports: Report<ConnectorDone, ConnectorThrew>[] = []
  fuzz({ connector, lines: 500, seed: 7 }, (report) => void reports.push(report))
  expect(reports.at(-1)).toMatchObject({ kind: 'done', lines: 500 })
  expect(reports.at(-1)).not.toMatchObject({ events: 0 })
})

test('the compiler takes mutated programs', { timeout: 120_000 }, () => {
  const reports: Report<CompileDone, CompileThrew>[] = []
  fuzzCompile({ count: 500, seed: 7 }, (report) => void reports.push(report))
  expect(reports.at(-1)).toMatchObject({ kind: 'done', count: 500 })
  expect(reports.at(-1)).not.toMatchObject({ sound: 0 })
})

test('the sensor takes mutated captures, and tells the same however they are cut', { timeout: 120_000 }, () => {
  const reports: Report<SensorDone, SensorThrew>[] = []
  fuzzSensor({ count: 3000, seed: 7 }, (report) => void reports.push(report))
  expect(reports.at(-1)).toMatchObject({ kind: 'done' })
  expect(reports.at(-1)).not.toMatchObject({ frames: 0 })
})

test('the same seed gives the same texts, and few of them are what they were', () => {
  const texts = ['sequence by user.name [auth where true] [close where true]', 'any where "a" == "b"']
  const made = (): string[] => {
    const random = createRandom(3)
    return Array.from({ length: 200 }, () => mutateText(texts, wordsOf(texts), random))
  }
  expect(made()).toEqual(made())
  expect(new Set(made()).size).toBeGreaterThan(100)
})
