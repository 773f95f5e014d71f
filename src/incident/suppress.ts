// The same incident is not raised again for a while: which incident a new match falls under, if any.

import { createHash } from 'node:crypto'
import type { Match } from '../engine/match.ts'
import { type List, receiveEach } from '../engine/snapshot/coming.ts'
import { type Frozen, frozenItems } from '../engine/snapshot/frozen.ts'
import { lookup } from './lookup.ts'

export interface Suppression {
  readonly incidentId: string
  readonly untilUs: number
  /** How often the incident was seen. */
  readonly count: number
}

type SavedSuppression = readonly [key: string, incidentId: string, untilUs: number, count: number]
export type SavedSuppressions = List<SavedSuppression>

export class Suppressions {
  /** In the order in which they began. */
  readonly #active = new Map<string, Suppression>()
  readonly #bound: number
  /** How many were let go before they were over. */
  forgotten = 0

  /** Keys over all rules; beyond them the oldest are forgotten, and their incidents may be raised once more. */
  constructor(bound = 200_000) {
    this.#bound = bound
  }

  /**
   * The incident that already tells of this match, seen once more. Matches of a rule come in order of time, but for those of late events:
   * one from before the incident falls under it where it is no further away than one after it may be.
   */
  under(match: Match): Suppression | null {
    const { suppress } = match.rule
    if (!suppress) return null
    const key = keyOf(match)
    const active = this.#active.get(key)
    if (!active) return null
    const near = match.us < active.untilUs && match.us > active.untilUs - 2 * suppress.spanUs
    if (!near) return null
    const seen = { ...active, count: active.count + 1 }
    this.#active.set(key, seen)
    return seen
  }

  begin(match: Match, incidentId: string): void {
    const { suppress } = match.rule
    if (!suppress) return
    const key = keyOf(match)
    const untilUs = match.us + suppress.spanUs
    const active = this.#active.get(key)
    if (active && active.untilUs > untilUs) return
    this.#active.delete(key)
    this.#active.set(key, { incidentId, untilUs, count: 1 })
    if (this.#active.size > this.#bound) this.#forget()
  }

  save(): Frozen<SavedSuppression> {
    return frozenItems([...this.#active], ([key, { incidentId, untilUs, count }]) => [key, incidentId, untilUs, count])
  }

  load(saved: SavedSuppressions): void {
    receiveEach(saved, ([key, incidentId, untilUs, count]) => this.#active.set(key, { incidentId, untilUs, count }))
  }

  /** Several at a time: to find the oldest is to pass the places of all that were forgotten before. */
  #forget(): void {
    for (const key of this.#active.keys().take(Math.max(1, this.#bound >> 6))) {
      this.#active.delete(key)
      this.forgotten++
    }
  }
}

const keyOf = (match: Match): string => {
  const { metadata, suppress } = match.rule
  const values = (suppress?.by ?? []).map((name) => lookup(match, name))
  const key = JSON.stringify([metadata.id, metadata.version, ...values])
  return key.length > longestKey ? createHash('sha256').update(key).digest('hex') : key
}

/** Characters of a key that is held as it is. */
const longestKey = 1024
