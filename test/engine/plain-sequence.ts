// A plain reading of `sequence`, with all events at hand: absences are looked up, nobody waits for anything. Slow and
// short: what the engine finds is held against it.
import type { SequencePlan, Step } from '../../src/compiler/plan.ts'
import { timeOf } from './arrivals.ts'
import type { Tiny } from './build.ts'

/** The steps fit events of the kind that they are named by; the key is the user. */
export function plainSequence(plan: SequencePlan, events: readonly Tiny[]): string[][] {
  const users = new Set(events.flatMap(({ user }) => (user === null ? [] : [user])))
  return [...users].flatMap((user) =>
    ofOneKey(
      plan,
      events.filter((event) => event.user === user),
    ),
  )
}

interface Stage {
  readonly step: Step
  /** What must not come between the stage before and this one. */
  readonly not: readonly Step[]
}

function ofOneKey(plan: SequencePlan, events: readonly Tiny[]): string[][] {
  const { stages, after } = stagesOf(plan.steps)
  const partials: (Tiny[] | null)[] = stages.map(() => null)
  const found: string[][] = []
  for (const [at, event] of events.entries()) {
    if (plan.until && fits(plan.until, event)) partials.fill(null)
    for (let stage = stages.length - 1; stage >= 0; stage--) {
      if (!fits(stages[stage]!.step, event)) continue
      const partial = stage === 0 ? [] : partials[stage - 1]!
      if (stage > 0) partials[stage - 1] = null
      if (!partial || !goesOn(plan, stages[stage]!, { partial, event, events })) continue
      if (stage < stages.length - 1) partials[stage] = [...partial, event]
      else if (isWhole(plan, stages[0]!.not, after, { events, at, partial: [...partial, event] }))
        found.push([...partial, event].map(({ sequence }) => `e${sequence}`))
    }
  }
  return found
}

function stagesOf(steps: readonly Step[]): { readonly stages: readonly Stage[]; readonly after: readonly Step[] } {
  const stages: Stage[] = []
  let not: Step[] = []
  for (const step of steps) {
    if (step.absent) not.push(step)
    else {
      for (let run = 0; run < step.runs; run++) stages.push({ step, not: run === 0 ? not : [] })
      not = []
    }
  }
  return { stages, after: not }
}

const fits = ({ name }: Step, { kind }: Tiny): boolean => kind === name

interface Going {
  readonly partial: readonly Tiny[]
  readonly event: Tiny
  readonly events: readonly Tiny[]
}

function goesOn({ maxspanUs }: SequencePlan, { step, not }: Stage, { partial, event, events }: Going): boolean {
  const [first, last] = [partial[0], partial.at(-1)]
  if (!first || !last) return true
  if (isOlder(first, event, maxspanUs) || isOlder(last, event, step.withinUs)) return false
  const between = events.slice(events.indexOf(last) + 1, events.indexOf(event))
  return !between.some((other) => not.some((absent) => fits(absent, other) && !isOlder(last, other, absent.withinUs)))
}

/** By more than the span, where there is one. */
const isOlder = (before: Tiny, event: Tiny, spanUs: number | null): boolean =>
  spanUs !== null && timeOf(event) - timeOf(before) > spanUs * 1000

interface Whole {
  readonly events: readonly Tiny[]
  readonly at: number
  readonly partial: readonly Tiny[]
}

/** Nothing that must not came before the first event, nor after the last until the absences are over. */
function isWhole(
  { maxspanUs, until }: SequencePlan,
  before: readonly Step[],
  after: readonly Step[],
  { events, at, partial }: Whole,
): boolean {
  const [first, last] = [partial[0]!, partial.at(-1)!]
  const forbidden = events.slice(0, events.indexOf(first)).findLast((event) => before.some((step) => fits(step, event)))
  const isClear = forbidden === undefined || isOlder(forbidden, last, maxspanUs)
  const isOpen = after.some(({ withinUs }) => withinUs === null)
  if (!isClear && !isOpen) return false
  // Where the span may begin before the first event, it begins as early as it can: then it is over with the last, or it
  // begins a nanosecond, the least that times differ by, after what must not be in it.
  const whole =
    before.length === 0
      ? timeOf(first) + maxspanUs * 1000
      : isClear
        ? Number.NEGATIVE_INFINITY
        : timeOf(forbidden!) + maxspanUs * 1000 + 1
  const ends = after.map(({ withinUs }) => (withinUs === null ? whole : timeOf(last) + withinUs * 1000))
  const later = events.slice(at + 1)
  const isAnswered = later.some((event) => after.some((step, i) => fits(step, event) && timeOf(event) <= ends[i]!))
  const isOver = later.some((event) => until && fits(until, event) && timeOf(event) <= Math.max(...ends))
  return !isAnswered && !isOver
}
