// Records of the sensor → a text of what they say, to hold two readings against each other.
import type { SensorRecord } from '../../../src/sensor/record.ts'

/** With times and features: for readings of the same packets. */
export const toldOf = (records: readonly SensorRecord[]): string =>
  records
    .map((record) => `${record.moment.us} ${record.moment.sequence} ${saidBy(record)} ${featuresOf(record)}`)
    .join('\n')

/** Without the times, which other segments change, and in the order of each side. */
export const saidOf = (records: readonly SensorRecord[]): string => records.map(saidBy).toSorted().join('\n')

export const framesOf = (records: readonly SensorRecord[]): number =>
  records.reduce((frames, { kind }) => (kind === 'frame' ? frames + 1 : frames), 0)

function saidBy(record: SensorRecord): string {
  switch (record.kind) {
    case 'frame':
      return `${record.id()} ${record.opcode} ${record.fin} ${record.bytes} ${record.anomalies} ${record.payload.bytes().toString('latin1')}`
    case 'message':
      return `${record.id()} ${record.facts.bytes} ${record.facts.anomalies} ${record.facts.payload?.text()}`
    case 'close':
      return `${record.id()} ${record.close.code} ${record.close.reason}`
    case 'connection':
      return `${record.id()} ${record.ending.client.frames} ${record.ending.server.frames}`
    default:
      return `${record.id()} ${record.scene.handshake.outcome} ${record.scene.handshake.urlFull} ${record.scene.handshake.anomalies}`
  }
}

/** As bytes: numbers take long to be written out. That there is none has many forms in bytes. */
const featuresOf = (record: SensorRecord): string =>
  record.kind === 'frame' && record.features !== null
    ? Buffer.from(
        Float64Array.from(record.features, (value) => (Number.isNaN(value) ? -1 / 3 : value)).buffer,
      ).toString('latin1')
    : ''
