// An event that came too late for a window → the incident that was raised of that window, with the event added to it.
import type { Detect, Rule } from '../compiler/plan.ts'
import type { Match } from '../engine/match.ts'
import type { LateEvent } from '../engine/rule-state.ts'
import { nest } from '../event/document.ts'
import type { NestedDocument } from '../event/value.ts'
import { minimise } from './evidence.ts'
import type { IncidentChange } from './incident.ts'

/** An incident as far as late events are concerned. */
interface Told {
  readonly id: string
  /** Of the window that it was raised of, and of those that it was counted for. */
  fromUs: number
  toUs: number
  /** Late events so far, and the newest of them. */
  late: number
  events: readonly NestedDocument[]
}

export type SavedAmendments = readonly (readonly [key: string, told: readonly Told[]])[]

/** Late events that an incident shows. */
const shown = 10

/** Incidents of one key that are remembered. */
const mostOfKey = 4

export class Amendments {
  /** By rule and group key, the longest untouched first; of each the newest incidents. */
  #told = new Map<string, Told[]>()
  readonly #bound: number

  /** Keys over all rules whose incidents are remembered. */
  constructor(bound = 20_000) {
    this.#bound = bound
  }

  /** A match was raised as that incident, or counted in it. */
  note(match: Match, id: string): void {
    if (match.rule.detect.kind === 'event') return
    const key = keyOf(match.rule, match.key)
    const told = this.#told.get(key) ?? []
    this.#told.delete(key)
    this.#told.set(key, told)
    const [fromUs, toUs] = windowOf(match)
    const known = told.find((one) => one.id === id)
    if (known) {
      known.fromUs = Math.min(known.fromUs, fromUs)
      known.toUs = Math.max(known.toUs, toUs)
    } else told.push({ id, fromUs, toUs, late: 0, events: [] })
    if (told.length > mostOfKey) told.shift()
    if (this.#told.size > this.#bound) this.#forget()
  }

  /** What it changes, if it is of the window of an incident. */
  amend({ rule, keys, event }: LateEvent): readonly IncidentChange[] {
    return [...new Set(keys)].flatMap((key) => {
      const told = this.#told
        .get(keyOf(rule, key))
        ?.findLast(({ fromUs, toUs }) => fromUs <= event.us && event.us <= toUs)
      if (!told) return []
      told.late++
      if (event.document) told.events = [...told.events, nest(minimise(event.document, rule.evidence))].slice(-shown)
      return [{ kind: 'amended', id: told.id, us: event.us, late: told.late, events: told.events }]
    })
  }

  /** Several at a time: to find the longest untouched is to pass the places of all that were forgotten before. */
  #forget(): void {
    for (const key of this.#told.keys().take(Math.max(1, this.#bound >> 6))) this.#told.delete(key)
  }

  save(): SavedAmendments {
    return [...this.#told]
  }

  load(saved: SavedAmendments): void {
    this.#told = new Map(saved.map(([key, told]) => [key, told.map((one) => ({ ...one }))]))
  }
}

const keyOf = ({ metadata }: Rule, key: string): string => JSON.stringify([metadata.id, metadata.version, key])

/** From the first event that took part, or as far back as the rule looks. */
function windowOf({ rule, start, us }: Match): readonly [fromUs: number, toUs: number] {
  const spanUs = spanOf(rule.detect)
  return [Number.isFinite(spanUs) ? Math.min(start.us, us - spanUs) : start.us, us]
}

function spanOf(detect: Detect): number {
  if (detect.kind === 'sequence' || detect.kind === 'sample') return detect.maxspanUs
  return detect.kind === 'stats' && 'spanUs' in detect.window ? detect.window.spanUs : 0
}
