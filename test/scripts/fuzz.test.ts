// A small dose of what `npm run fuzz` gives by the million: no connector throws, and every byte is read; the compiler
// takes what is nearly a program.
import { expect, test } from 'vitest'
import { createRandom } from '../../bench/random.ts'
import { connectors } from '../../connectors/index.ts'
import { type CompileDone, type CompileThrew, fuzzCompile } from '../../scripts/fuzz/compile.ts'
import { type ConnectorDone, type ConnectorThrew, fuzz } from '../../scripts/fuzz/connector.ts'
import { fuzzGuided, type GuidedDone } from '../../scripts/fuzz/sensor/guided.ts'
import { fuzzSensor, type SensorDone, type SensorThrew, targets } from '../../scripts/fuzz/sensor/run.ts'
import { uncut } from '../../scripts/fuzz/sensor/target.ts'
import { begun12, begun13, tls } from '../../scripts/fuzz/sensor/tls.ts'
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

test.each(targets.map(({ name }) => name))(
  'the sensor takes mutated %s, and tells the same however they are cut',
  { timeout: 60_000 },
  (only) => {
    const reports: Report<SensorDone, SensorThrew>[] = []
    fuzzSensor({ count: 100, seed: 7, only }, (report) => void reports.push(report))
    expect(reports.at(-1)).toMatchObject({ kind: 'done', targets: [{ name: only }] })
    expect(reports.at(-1)).not.toMatchObject({ targets: [{ frames: 0 }] })
  },
)

test('what is made for TLS is opened, where it is not mutated', () => {
  expect([begun12, begun13].map((begun) => tls.read(begun, { isTight: false, cut: uncut }).text)).toEqual([
    expect.stringContaining('handshake success'),
    expect.stringContaining('handshake success'),
  ])
})

test('inputs that run more of the code are kept', () => {
  const reports: Report<GuidedDone, SensorThrew>[] = []
  fuzzGuided({ seed: 7, only: 'frames', made: 16, guidedSeconds: 0 }, (report) => void reports.push(report))
  expect(reports.at(-1)).toMatchObject({ kind: 'done', targets: [{ name: 'frames' }] })
  expect(reports.at(-1)).not.toMatchObject({ targets: [{ corpus: 0 }] })
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
