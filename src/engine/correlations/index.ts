// Every kind of `detect`, and what keeps its state.
import type { Detect } from '../../compiler/plan.ts'
import type { Correlation, CorrelationContext } from './correlation.ts'
import { EventCorrelation } from './event.ts'
import { SequenceCorrelation } from './sequence.ts'
import { SlidingCorrelation } from './sliding.ts'
import { TumblingCorrelation } from './tumbling.ts'

export function correlate(detect: Detect, context: CorrelationContext): Correlation {
  switch (detect.kind) {
    case 'event':
      return new EventCorrelation(detect, context) as Correlation
    case 'sequence':
      return new SequenceCorrelation(detect, context) as Correlation
    case 'stats':
      return (
        detect.window.kind === 'sliding'
          ? new SlidingCorrelation(detect, context)
          : new TumblingCorrelation(detect, context)
      ) as Correlation
  }
}
