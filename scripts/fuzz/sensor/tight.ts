// Bounds of the sensor so small that what is mutated reaches them, and what every reading shares.
import { isFeature } from '../../../src/event/feature-schema.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { schema } from '../../../src/event/schema.ts'
import { createTrustedProxies } from '../../../src/request/proxies.ts'
import { sessionHash } from '../../../src/request/session.ts'
import type { Bounds } from '../../../src/sensor/bounds.ts'

export const tight = {
  connections: 2,
  keptBytes: 2000,
  gapBytes: 500,
  gapSegments: 3,
  headBytes: 600,
  payloadBytes: 100,
  inflatedBytes: 1000,
  fragmentBytes: 2000,
  recentBytes: 1000,
} as const satisfies Partial<Bounds>

/** Features are told by the frames' records; of the rest, texts and octets change what is kept. */
export const layout = createLayout([
  'websocket.opcode',
  'websocket.payload.text',
  'websocket.anomaly',
  ...Object.keys(schema).filter(isFeature),
])

export const bareLayout = createLayout(['websocket.opcode'])

export const request = {
  origins: [],
  sessionCookies: [],
  hashSession: sessionHash('a key for fuzzing'),
  trustedProxies: createTrustedProxies(['10.0.0.0/8']),
}
