// A rule's key as its state has it → the values that it was made of, by name.
import type { Detect, KeyPart, Rule } from '../compiler/plan.ts'
import { keyValues } from '../engine/key.ts'
import type { Value } from '../event/value.ts'

export function keysOfRule({ detect }: Rule, key: string): Readonly<Record<string, Value>> {
  const by = partsOf(detect)
  return by.length === 0 ? {} : keyValues(by, key)
}

/** As incidents name them: by the first step that must happen. */
function partsOf(detect: Detect): readonly KeyPart[] {
  if ('by' in detect) return detect.by
  return 'steps' in detect ? (detect.steps.find((step) => !('absent' in step && step.absent))?.by ?? []) : []
}
