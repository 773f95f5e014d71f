// Rules and packets → the incidents that a scan of them would raise, with baselines, logins and what detectors find.
import { stagesFor } from '../src/app/stages.ts'
import type { Ruleset } from '../src/compiler/plan.ts'
import { Batch } from '../src/event/batch.ts'
import { anyCategory } from '../src/event/category.ts'
import type { Incident } from '../src/incident/incident.ts'
import { Evaluator } from '../src/pipeline/evaluator.ts'
import { CaptureReader } from '../src/sensor/capture.ts'
import { Sensor } from '../src/sensor/sensor.ts'
import { requestSettings } from './sensor/decode.ts'
import { type Captured, writePcap } from './sensor/packets.ts'

/** `every`: packets to a batch. */
export function incidentsIn(ruleset: Ruleset, packets: readonly Captured[], every = 5000): readonly Incident[] {
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
