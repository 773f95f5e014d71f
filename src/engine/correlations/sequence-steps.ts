// A sequence's steps, laid out for the state machine: `runs` written out, absences put between their neighbours.
import type { SamplePlan, SequencePlan, Step } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import { keyOf } from '../key.ts'

export interface Stages {
  /** The steps that must happen, `with runs=n` as n of them, each as an index into the plan's steps. */
  readonly happen: readonly number[]
  /** For each plan step that must not happen: how many of `happen` come before it. */
  readonly absentAfter: ReadonlyMap<number, number>
  readonly leading: boolean
  readonly trailing: Trailing | null
}

/** The absences after the last step that must happen. */
export interface Trailing {
  /** Some of them last as long as the whole sequence may. */
  readonly isOpen: boolean
  /** The longest of the spans that others have of their own; null where none has. */
  readonly withinUs: number | null
}

export function layOut({ steps }: SequencePlan): Stages {
  const happen: number[] = []
  const absentAfter = new Map<number, number>()
  for (const [index, step] of steps.entries()) {
    if (step.absent) absentAfter.set(index, happen.length)
    else for (let run = 0; run < step.runs; run++) happen.push(index)
  }
  const leading = [...absentAfter.values()].includes(0)
  const last = [...absentAfter].flatMap(([index, before]) => (before === happen.length ? [steps[index]!.withinUs] : []))
  return { happen, absentAfter, leading, trailing: last.length > 0 ? trailingOf(last) : null }
}

function trailingOf(spans: readonly (number | null)[]): Trailing {
  const own = spans.filter((us) => us !== null)
  return { isOpen: own.length < spans.length, withinUs: own.length > 0 ? Math.max(...own) : null }
}

/** The step that an event fits; `until` has the index -1. */
export interface Hit {
  readonly step: number
  readonly key: string
}

export const untilStep = -1

/** Every step that the row fits, in the order of the plan; null where it fits none. */
export function hitsOf(plan: SequencePlan | SamplePlan, batch: Batch, row: number): Hit[] | null {
  const until = plan.kind === 'sequence' ? plan.until : null
  let hits: Hit[] | null = null
  for (let index = until ? untilStep : 0; index < plan.steps.length; index++) {
    const step = index === untilStep ? until! : plan.steps[index]!
    const key = keyIn(step, batch, row)
    if (key === null) continue
    hits ??= []
    hits.push({ step: index, key })
  }
  return hits
}

/** The key under which the row fits the step, or null. */
function keyIn(step: Step, batch: Batch, row: number): string | null {
  if ((step.categories & batch.categories[row]!) === 0 || !step.test(batch, row)) return null
  return keyOf(step.by, batch, row)
}
