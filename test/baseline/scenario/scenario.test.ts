// Ten minutes of three applications teach the baseline; each attack then raises its incident, and an hour more of the same raises none.
import { describe, expect, test, vi } from 'vitest'
import { alsoRead } from '../../../src/app/rules.ts'
import { stagesFor } from '../../../src/app/stages.ts'
import { compileRules } from '../../../src/compiler/compile.ts'
import { Batch } from '../../../src/event/batch.ts'
import { anyCategory } from '../../../src/event/category.ts'
import type { Incident } from '../../../src/incident/incident.ts'
import { Evaluator } from '../../../src/pipeline/evaluator.ts'
import { CaptureReader } from '../../../src/sensor/capture.ts'
import { Sensor } from '../../../src/sensor/sensor.ts'
import { requestSettings } from '../../sensor/decode.ts'
import { type Captured, writePcap } from '../../sensor/packets.ts'
import { rules } from './rules.ts'
import { benign, exfiltration, fragmentFlood, guessing } from './traffic.ts'

const minutes = 60

// An hour of frames with all of their features: seconds, on a machine that does nothing else.
vi.setConfig({ testTimeout: 120_000 })

const compiled = compileRules(
  rules
    .split(/\n(?=rule )/)
    .flatMap((text) =>
      /rule (\w+)/.test(text) ? [{ path: `${/rule (\w+)/.exec(text)![1]}.trip`, text: `language 1\n\n${text}` }] : [],
    ),
  { alsoRead },
)

/** `every`: packets to a batch. */
function incidentsIn(packets: readonly Captured[], every = 5000): readonly Incident[] {
  const { ruleset } = compiled
  const evaluator = new Evaluator(ruleset, [{ id: 'capture', categories: anyCategory, latenessUs: 0 }], {
    stage: stagesFor(ruleset, []),
  })
  const reader = new CaptureReader()
  reader.push(writePcap([...packets].sort((a, b) => a.us - b.us)))
  reader.end()
  const sensor = new Sensor({ layout: ruleset.layout, request: requestSettings })
  const found: Incident[] = []
  let batch = new Batch(ruleset.layout)
  let n = 0
  const evaluate = () => {
    const { changes } = evaluator.evaluate({
      source: 'capture',
      n: ++n,
      batch,
      progress: sensor.position(),
      resume: null,
    })
    for (const change of changes) if (change.kind === 'raised') found.push(change.incident)
    batch = new Batch(ruleset.layout)
  }
  let count = 0
  for (let packet = reader.next(); packet !== null; packet = reader.next()) {
    sensor.packet(packet, batch)
    if (++count % every === 0) evaluate()
  }
  sensor.end(batch)
  evaluate()
  for (const change of evaluator.end('undecided')) if (change.kind === 'raised') found.push(change.incident)
  return found
}

const taught = [...benign({ from: 0, to: 11 * minutes }), ...benign({ from: 11 * minutes, to: 14 * minutes })]

const idsOf = (incidents: readonly Incident[]): readonly string[] => incidents.map(({ ruleId }) => ruleId)

test('the rules compile', () => {
  expect(
    compiled.problems
      .flatMap(({ diagnostics }) => diagnostics.map(({ code, message }) => `${code} ${message}`))
      .filter((one) => !one.startsWith('R8')),
  ).toEqual([])
})

describe('after ten minutes of learning', () => {
  test.each([
    ['credential guessing', guessing, 'guessing_where_people_talk'],
    ['a spike of exfiltration', exfiltration, 'more_goes_out_than_usual'],
    ['a flood of fragments', fragmentFlood, 'more_fragments_than_usual'],
  ] as const)('%s raises the incident that it is', (_, attack, rule) => {
    expect(idsOf(incidentsIn([...taught, ...attack(12 * minutes)]))).toEqual([rule])
  })

  test('an hour more of the same raises none', () => {
    expect(idsOf(incidentsIn([...taught, ...benign({ from: 14 * minutes, to: 74 * minutes })]))).toEqual([])
  })
})

test('an attack while nothing is known yet is not told', () => {
  expect(idsOf(incidentsIn([...benign({ from: 0, to: 5 * minutes }), ...guessing(3 * minutes)]))).toEqual([])
})

test('how the packets come in batches changes nothing', () => {
  const packets = [...taught, ...guessing(12 * minutes)]
  const shown = (every: number) => incidentsIn(packets, every).map(({ id }) => id)
  expect(shown(7)).toEqual(shown(5000))
})
