// What all connections of one sensor have in common.
import type { RequestSettings } from '../request/settings.ts'
import type { Bounds } from './bounds.ts'
import type { Budget } from './budget.ts'
import type { Counters } from './counters.ts'
import type { Emitter } from './emitter.ts'
import type { KnownTexts } from './known-texts.ts'
import type { RecentSegments } from './recent-segments.ts'
import type { Scratch } from './scratch.ts'
import type { KeyLog } from './tls/key-log.ts'
import type { SealedTally } from './tls/sealed.ts'

export interface SensorContext {
  readonly bounds: Bounds
  readonly request: RequestSettings
  readonly emitter: Emitter
  readonly counters: Counters
  readonly budget: Budget
  readonly scratch: Scratch
  readonly recent: RecentSegments
  readonly texts: KnownTexts
  /** What is known of the secrets of TLS. */
  readonly keys: KeyLog
  readonly sealed: SealedTally
}
