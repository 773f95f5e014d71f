// Every kind of window that statistics can be over, and what keeps its state.
import type { AnyStage } from '../../compiler/plan.ts'
import { ConnectionStage } from './connection.ts'
import { InstantStage } from './instant.ts'
import { SessionStage } from './session.ts'
import { SlidingStage } from './sliding.ts'
import type { Stage, StageContext } from './stage.ts'
import { TumblingStage } from './tumbling.ts'

export function stageOf(plan: AnyStage, context: StageContext): Stage {
  const { window } = plan
  switch (window.kind) {
    case 'sliding':
      return new SlidingStage(plan, window.spanUs, context)
    case 'tumbling':
      return new TumblingStage(plan, window.spanUs, context)
    case 'session':
      return new SessionStage(plan, window, context)
    case 'connection':
      return new ConnectionStage(plan, window, context)
    case 'instant':
      return new InstantStage(plan, context)
  }
}
