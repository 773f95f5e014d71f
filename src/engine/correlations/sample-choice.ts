// Events by the steps that they fit → one event for each step, none twice, or no way to choose them so.
import type { HeldEvent } from '../held.ts'

/** By step, the events that fit it, those that are preferred first. */
export type Fitting = readonly (readonly HeldEvent[])[]

/** By step, its event; null for a step that is left out. */
export type Choice = readonly (HeldEvent | null)[]

/**
 * The first choice in the order of the steps that gives at least so many of them an event: the first step has the first
 * of its events with which the others can still be served, and so on.
 */
export function choose(fitting: Fitting, atLeast: number): Choice | null {
  if (!canServe(fitting, atLeast)) return null
  const used = new Set<HeldEvent>()
  const choice: (HeldEvent | null)[] = []
  for (const [step, events] of fitting.entries()) {
    const rest = fitting.slice(step + 1)
    const chosen = events.find((event) => {
      if (used.has(event)) return false
      const others = new Set([...used, event])
      return canServe(without(rest, others), atLeast - others.size)
    })
    if (chosen) used.add(chosen)
    choice.push(chosen ?? null)
  }
  return choice
}

/** Whether so many steps can have an event of their own. */
function canServe(fitting: Fitting, atLeast: number): boolean {
  if (fitting.reduce((n, events) => n + (events.length > 0 ? 1 : 0), 0) < atLeast) return false
  return served(fitting) >= atLeast
}

const without = (fitting: Fitting, used: ReadonlySet<HeldEvent>): Fitting =>
  fitting.map((events) => events.filter((event) => !used.has(event)))

/** How many steps at most: a maximum matching, one augmenting path for each step (Kuhn). */
function served(fitting: Fitting): number {
  const stepOf = new Map<HeldEvent, number>()
  const serve = (step: number, tried: Set<HeldEvent>): boolean => {
    for (const event of fitting[step]!) {
      if (tried.has(event)) continue
      tried.add(event)
      const other = stepOf.get(event)
      if (other !== undefined && !serve(other, tried)) continue
      stepOf.set(event, step)
      return true
    }
    return false
  }
  return fitting.filter((_, step) => serve(step, new Set())).length
}
