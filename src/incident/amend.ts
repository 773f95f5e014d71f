// An event that came too late for a window → the incident that was raised of that window, with the event added to it.
import type { Detect, Rule } from '../compiler/plan.ts'
import type { Match } from '../engine/match.ts'
import type { LateEvent } from '../engine/rule-parts.ts'
import { type List, receiveEach } from '../engine/snapshot/coming.ts'
import { type Frozen, frozenItems } from '../engine/snapshot/frozen.ts'
import { nest } from '../event/document.ts'
import type { NestedDocument } from '../event/value.ts'
import { minimise } from './evidence.ts'
import type { IncidentChange } from './incident.ts'

/** An incident as far as late events are concerned. */
interface Told {
  readonly id: string
  /** Of the window that it was raised of, and of those that it was counted for. */
  readonly fromUs: number
  readonly toUs: number
  /** Late events so far, and the newest of them. */
  readonly late: number
  readonly events: readonly NestedDocument[]
}

type SavedTold = readonly [key: string, told: readonly Told[]]
export type SavedAmendments = List<SavedTold>

/** Late events that an incident shows. */
const shown = 10

/** Incidents of one key that are remembered. */
const mostOfKey = 4

export class Amendments {
  /** By rule and group key, the longest untouched first; of each the newest incidents. */
  readonly #told = new Map<string, readonly Told[]>()
  readonly #bound: number
  /** How many keys were let go because there were too many. */
  forgotten = 0

  /** Keys over all rules whose incidents are remembered. */
  constructor(bound = 20_000) {
    this.#bound = bound
  }

  /** A match was raised as that incident, or counted in it. */
  note(match: Match, id: string): void {
    if (match.rule.detect.kind === 'event') return
    const key = keyOf(match.rule, match.key)
    const told = withWindow(this.#told.get(key) ?? [], id, windowOf(match))
    this.#told.delete(key)
    this.#told.set(key, told)
    if (this.#told.size > this.#bound) this.#forget()
  }

  /** What it changes, if it is of the window of an incident. */
  amend({ rule, keys, event }: LateEvent): readonly IncidentChange[] {
    return [...new Set(keys)].flatMap((key) => {
      const ruleKey = keyOf(rule, key)
      const ofKey = this.#told.get(ruleKey) ?? []
      const told = ofKey.findLast(({ fromUs, toUs }) => fromUs <= event.us && event.us <= toUs)
      if (!told) return []
      const amended = withEvent(told, rule, event)
      this.#told.set(
        ruleKey,
        ofKey.map((one) => (one === told ? amended : one)),
      )
      return [{ kind: 'amended', id: told.id, us: event.us, late: amended.late, events: amended.events }]
    })
  }

  /** Several at a time: to find the longest untouched is to pass the places of all that were forgotten before. */
  #forget(): void {
    for (const key of this.#told.keys().take(Math.max(1, this.#bound >> 6))) {
      this.#told.delete(key)
      this.forgotten++
    }
  }

  save(): Frozen<SavedTold> {
    return frozenItems([...this.#told], (one) => one)
  }

  load(saved: SavedAmendments): void {
    receiveEach(saved, ([key, told]) => this.#told.set(key, told))
  }
}

/** Of the incidents of one key the newest, the window among them. */
function withWindow(
  told: readonly Told[],
  id: string,
  [fromUs, toUs]: readonly [fromUs: number, toUs: number],
): readonly Told[] {
  if (!told.some((one) => one.id === id)) return [...told, { id, fromUs, toUs, late: 0, events: [] }].slice(-mostOfKey)
  return told.map((one) =>
    one.id === id ? { ...one, fromUs: Math.min(one.fromUs, fromUs), toUs: Math.max(one.toUs, toUs) } : one,
  )
}

function withEvent(told: Told, { evidence }: Rule, { document }: LateEvent['event']): Told {
  const events = document ? [...told.events, nest(minimise(document, evidence))].slice(-shown) : told.events
  return { ...told, late: told.late + 1, events }
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
