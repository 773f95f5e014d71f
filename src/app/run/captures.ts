// The sources of a run that listen to interfaces → what they heard and lost, for metrics and the console.
import type { Source, Traffic } from '../../event/source.ts'

type Listening = Pick<Source, 'info' | 'packets' | 'trouble' | 'isListening'>

export interface CaptureState extends Traffic {
  readonly source: string
  readonly isListening: boolean
  /** Why nothing is captured at the moment. */
  readonly trouble: string | null
}

export const captureStates = (sources: readonly Listening[]): readonly CaptureState[] =>
  sources.flatMap(({ info, packets, trouble, isListening }) =>
    packets
      ? [
          {
            source: info.id,
            ...packets(),
            isListening: isListening?.() ?? true,
            trouble: trouble?.()?.message ?? null,
          },
        ]
      : [],
  )
