// Capture bytes → the events that the sensor makes of them, for tests.
import { Batch } from '../../src/event/batch.ts'
import { isFeature } from '../../src/event/feature-schema.ts'
import { createLayout, type Layout } from '../../src/event/layout.ts'
import { schema } from '../../src/event/schema.ts'
import type { EventDocument } from '../../src/event/value.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { sessionHash } from '../../src/request/session.ts'
import type { RequestSettings } from '../../src/request/settings.ts'
import type { Bounds } from '../../src/sensor/bounds.ts'
import { type CaptureProblem, CaptureReader } from '../../src/sensor/capture.ts'
import type { SensorRecord } from '../../src/sensor/record.ts'
import { Sensor } from '../../src/sensor/sensor.ts'
import { KeyLog } from '../../src/sensor/tls/key-log.ts'
import type { Sealed } from '../../src/sensor/tls/sealed.ts'
import { type Captured, writePcap } from './packets.ts'

export const requestSettings: RequestSettings = {
  origins: [],
  sessionCookies: [],
  hashSession: sessionHash('test'),
  trustedProxies: createTrustedProxies(['10.0.0.0/8']),
}

/** But for features, which tell how packets came as well. */
export const everyField = createLayout(Object.keys(schema).filter((name) => !isFeature(name)))

const withFeatures = createLayout(Object.keys(schema))

export interface Decoded {
  readonly batch: Batch
  readonly records: readonly SensorRecord[]
  readonly documents: readonly EventDocument[]
  readonly problems: readonly CaptureProblem[]
  readonly counters: ReturnType<Sensor['counters']>
  readonly sealed: readonly Sealed[]
}

/** The bytes in one piece, or cut at the given places. */
export const decodeCapture = (
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  bounds: Partial<Bounds> = {},
  keys: KeyLog = new KeyLog(),
): Decoded => decode(bytes, cuts, { bounds, keys, layout: everyField })

/** The same, with the features of frames. */
export const decodeFeatures = (bytes: Uint8Array): Decoded => decode(bytes, [], { bounds: {}, layout: withFeatures })

interface Settings {
  readonly bounds: Partial<Bounds>
  readonly layout: Layout
  readonly keys?: KeyLog
}

function decode(bytes: Uint8Array, cuts: readonly number[], settings: Settings): Decoded {
  const reader = new CaptureReader()
  const sensor = new Sensor({ ...settings, request: requestSettings })
  const batch = new Batch(settings.layout)
  const drain = () => {
    for (let packet = reader.next(); packet !== null; packet = reader.next()) sensor.packet(packet, batch)
  }
  const places = [0, ...cuts, bytes.length]
  for (let index = 1; index < places.length; index++) {
    reader.push(Uint8Array.from(bytes.subarray(places[index - 1], places[index])))
    drain()
  }
  reader.end()
  drain()
  sensor.end(batch)
  // The sensor gives its records as origins.
  const records = batch.origins as readonly unknown[] as readonly SensorRecord[]
  return {
    batch,
    records,
    documents: records.map((record) => record.document()),
    problems: reader.problems,
    counters: sensor.counters(),
    sealed: sensor.sealed(),
  }
}

export const decodePackets = (
  packets: readonly Captured[],
  bounds: Partial<Bounds> = {},
  keys: KeyLog = new KeyLog(),
): Decoded => decodeCapture(writePcap(packets), [], bounds, keys)

/** Events of one kind. */
export const ofKind = (documents: readonly EventDocument[], kind: string): EventDocument[] =>
  documents.filter((document) => (document['event.category'] as readonly string[]).includes(kind))
