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

const untilStep = -1

/** Steps that ask the same of an event and have the same key: what fits one of them fits all. */
export interface StepGroup {
  readonly step: Step
  /** Places among the stages that it is, the last first. */
  readonly stages: readonly number[]
  /** Steps that must not happen. */
  readonly absent: readonly number[]
  readonly isUntil: boolean
  /** It begins something, or counts for what begins: else it says nothing of a key of which nothing has begun. */
  readonly begins: boolean
}

/** That an event fits a group of steps, by its place among the groups. */
export interface GroupHit {
  readonly group: number
  readonly key: string
}

/** The steps of a plan, those that ask the same together; in the order in which they are tried. */
export function groupsOf({ steps, until }: SequencePlan, { happen, absentAfter }: Stages): readonly StepGroup[] {
  const groups: { step: Step; indexes: number[] }[] = until ? [{ step: until, indexes: [untilStep] }] : []
  for (const [index, step] of steps.entries()) {
    const same = groups.find((group) => group.indexes[0] !== untilStep && asksTheSame(group.step, step))
    if (same) same.indexes.push(index)
    else groups.push({ step, indexes: [index] })
  }
  return groups.map(({ step, indexes }) => {
    const stages = [...happen.keys()].filter((stage) => indexes.includes(happen[stage]!)).reverse()
    const absent = indexes.filter((index) => absentAfter.has(index))
    const begins = stages.includes(0) || absent.some((index) => absentAfter.get(index) === 0)
    return { step, stages, absent, isUntil: indexes[0] === untilStep, begins }
  })
}

/** Conditions that are written alike are one function, where they hold nothing of their own. */
const asksTheSame = (a: Step, b: Step): boolean =>
  a.test === b.test &&
  a.categories === b.categories &&
  a.by.length === b.by.length &&
  a.by.every(({ read, optional }, i) => read === b.by[i]!.read && optional === b.by[i]!.optional)

/** Every group that the row fits; null where it fits none. */
export function groupHitsOf(groups: readonly StepGroup[], batch: Batch, row: number): GroupHit[] | null {
  let hits: GroupHit[] | null = null
  for (let group = 0; group < groups.length; group++) {
    const key = keyIn(groups[group]!.step, batch, row)
    if (key === null) continue
    if (hits === null) hits = [{ group, key }]
    else hits.push({ group, key })
  }
  return hits
}

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
export function keyIn(step: Step, batch: Batch, row: number): string | null {
  if ((step.categories & batch.categories[row]!) === 0 || !step.test(batch, row)) return null
  return keyOf(step.by, batch, row)
}
