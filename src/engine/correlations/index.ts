// Every kind of `detect`, and what keeps its state.
import type { Detect } from '../../compiler/plan.ts'
import { ConversationCorrelation } from './conversation.ts'
import type { Correlation, CorrelationContext } from './correlation.ts'
import { EventCorrelation } from './event.ts'
import { ExchangeCorrelation } from './exchange.ts'
import { FirstSeenCorrelation } from './first-seen.ts'
import { SampleCorrelation } from './sample.ts'
import { SequenceCorrelation } from './sequence.ts'
import { StatsCorrelation } from './stats.ts'

export function correlate(detect: Detect, context: CorrelationContext): Correlation {
  switch (detect.kind) {
    case 'event':
      return new EventCorrelation(detect, context) as Correlation
    case 'sequence':
      return new SequenceCorrelation(detect, context) as Correlation
    case 'sample':
      return new SampleCorrelation(detect, context) as Correlation
    case 'conversation':
      return new ConversationCorrelation(detect, context) as Correlation
    case 'exchange':
      return new ExchangeCorrelation(detect, context) as Correlation
    case 'stats':
      return new StatsCorrelation(detect, context) as Correlation
    case 'first_seen':
      return new FirstSeenCorrelation(detect, context) as Correlation
  }
}
