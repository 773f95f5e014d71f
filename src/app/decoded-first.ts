// A stage, or none → one that decodes subprotocols before it, and inspects what they say. Neither needs state.
import { Detecting } from '../detect/detecting.ts'
import type { Stage } from '../pipeline/evaluator.ts'
import { Decoding } from '../subprotocol/decoding.ts'

export function decodedFirst(stage: Stage | null): Stage {
  const decoding = new Decoding()
  const detecting = new Detecting()
  return {
    derives: (categories) => stage?.derives(categories) ?? 0,
    extend(batch, touch) {
      decoding.extend(batch)
      detecting.extend(batch)
      stage?.extend(batch, touch)
    },
    get forgotten() {
      return stage?.forgotten ?? 0
    },
    snapshot: () => stage?.snapshot() ?? null,
    restore: (state) => stage?.restore(state),
    changes: () => stage?.changes() ?? new Map(),
    restoreChanges: (remembered) => stage?.restoreChanges(remembered),
  }
}
