// src/sensor/anomaly.ts → docs/reference/anomalies.md
import { anomalies } from '../../src/sensor/anomaly.ts'
import { code, type Generated, page, table } from './generated.ts'

export function anomaliesPage(): Generated[] {
  const rows = anomalies.map(({ name, reference, doc }) => [code(name), reference, doc])
  return [
    page('docs/reference/anomalies.md', '`src/sensor/anomaly.ts`', 'Violations', [
      'What the sensor finds wrong is in `websocket.anomaly` of the event that it was found in, and the section that forbids it in `websocket.anomaly_reference`, in the same order. Reading goes on wherever it can: a frame that no server should have taken is still shown.',
      table(['`websocket.anomaly`', '`websocket.anomaly_reference`', 'meaning'], rows),
    ]),
  ]
}
