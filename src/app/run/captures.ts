// The sources of a run that listen to interfaces → what they heard and lost, for metrics and the console.
import type { Source, Traffic } from '../../event/source.ts'

type Listening = Pick<Source, 'info' | 'packets' | 'trouble'>

export interface CaptureState extends Traffic {
  readonly source: string
  /** Why nothing is captured at the moment. */
  readonly trouble: string | null
}

export const captureStates = (sources: readonly Listening[]): readonly CaptureState[] =>
  sources.flatMap(({ info, packets, trouble }) =>
    packets ? [{ source: info.id, ...packets(), trouble: trouble?.()?.message ?? null }] : [],
  )
