// The bytes of a capture, cut somewhere → the records of the sensor. Throws where it keeps more than its bounds allow.
import { Batch } from '../../../src/event/batch.ts'
import { CaptureReader } from '../../../src/sensor/capture.ts'
import type { SensorRecord } from '../../../src/sensor/record.ts'
import { Sensor } from '../../../src/sensor/sensor.ts'
import type { Reading } from './target.ts'
import { layout, request, tight } from './tight.ts'

export function decode(file: Buffer, cut: Reading['cut'], isTight: boolean): readonly SensorRecord[] {
  const reader = new CaptureReader()
  const sensor = new Sensor({ layout, request, bounds: isTight ? tight : {} })
  const batch = new Batch(layout)
  const drain = (): void => {
    for (let packet = reader.next(); packet !== null; packet = reader.next()) {
      sensor.packet(packet, batch)
      if (isTight) checkBounds(sensor)
    }
  }
  let from = 0
  for (const to of [...cut(file.length), file.length]) {
    reader.push(Uint8Array.prototype.slice.call(file, from, to))
    drain()
    from = to
  }
  reader.end()
  drain()
  sensor.end(batch)
  const { keptBytes, openConnections } = sensor.counters()
  if (keptBytes !== 0 || openConnections !== 0) throw new Error(`keeps ${keptBytes} bytes at the end`)
  return batch.origins as readonly unknown[] as readonly SensorRecord[]
}

function checkBounds(sensor: Sensor): void {
  const kept = sensor.counters()
  if (kept.keptBytes > tight.keptBytes + tight.fragmentBytes) throw new Error(`keeps ${kept.keptBytes} bytes`)
  if (kept.openConnections > tight.connections) throw new Error(`keeps ${kept.openConnections} connections`)
}
