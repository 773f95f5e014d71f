// `conversation by … { … }`: for each key how far its conversation has come; the first event that does not fit is the
// match, with the path that led there. What was not seen to begin is left alone.

import type { ConversationPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { HeldEvent } from '../held.ts'
import { keyOf } from '../key.ts'
import { Keys, type SavedKeys } from '../keys.ts'
import { noSize, type Size } from '../size.ts'
import { conversationMatch } from './conversation-match.ts'
import { load, type SavedTalk, save, type Talk } from './conversation-state.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import { begin, goOn, open, stepAt } from './flow.ts'

export interface ConversationInput {
  readonly key: string
  /** Bits of the steps that the event fits; null where it need not fit any. */
  readonly fits: number | null
  /** The connection is over. */
  readonly ends: boolean
}

/** Null where the row is nothing to the rule. */
export function readConversation(plan: ConversationPlan, batch: Batch, row: number): ConversationInput | null {
  const categories = batch.categories[row]!
  const ends = (plan.ends & categories) !== 0
  const isJudged = plan.judged.some((filter) => (filter.categories & categories) !== 0 && filter.test(batch, row))
  if (!isJudged && !ends) return null
  const key = keyOf(plan.by, batch, row)
  return key === null ? null : { key, fits: isJudged ? fitsOf(plan, batch, row) : null, ends }
}

function fitsOf({ steps }: ConversationPlan, batch: Batch, row: number): number {
  let fits = 0
  for (const [step, { categories, test }] of steps.entries()) {
    if ((categories & batch.categories[row]!) !== 0 && test(batch, row)) fits |= 1 << step
  }
  return fits
}

export const conversationCategories = ({ judged, ends }: ConversationPlan): number =>
  judged.reduce((all, { categories }) => all | categories, ends)

/** It did not fit: nothing more is said of it until it is over. */
const broken = 0

/** Different steps one after the other that a path shows, the newest. */
const longestPath = 16

export class ConversationCorrelation implements Correlation<ConversationInput> {
  readonly categories: number
  #plan: ConversationPlan
  readonly #context: CorrelationContext
  readonly #keys: Keys<Talk>
  /** Events that are kept as evidence. */
  #kept = 0

  constructor(plan: ConversationPlan, context: CorrelationContext) {
    this.categories = conversationCategories(plan)
    this.#plan = plan
    this.#context = context
    this.#keys = new Keys(context.bounds.keys, (talk) => {
      context.counters.evictedKeys++
      this.#drop(talk)
    })
  }

  offer(batch: Batch, row: number): ConversationInput | null {
    const input = readConversation(this.#plan, batch, row)
    const { owns } = this.#context
    return input === null || (owns && !owns(input.key, batch, row)) ? null : input
  }

  apply({ event, input: { key, fits, ends } }: Candidate<ConversationInput>): boolean {
    const changed = fits !== null && this.#judge(key, fits, event)
    return (ends && this.#forget(key)) || changed
  }

  advance(): void {}

  waits(): boolean {
    return false
  }

  undecided(): number {
    return 0
  }

  size(): Size {
    return { ...noSize, keys: this.#keys.size, documents: this.#kept }
  }

  evict(): boolean {
    return this.#keys.evictOther()
  }

  changePlan(plan: ConversationPlan): void {
    this.#plan = plan
  }

  save(): unknown {
    return this.#keys.saveLater((talk, key) => save(key, talk))
  }

  load(state: unknown): void {
    this.#keys.load(state as SavedKeys<SavedTalk>, (saved) => {
      const { key, talk } = load(saved)
      this.#keys.touch(key, () => talk)
      for (const { event } of talk.evidence) if (event.keep()) this.#kept++
    })
  }

  #judge(key: string, fits: number, event: HeldEvent): boolean {
    const { flow, ends } = this.#plan
    const talk = this.#keys.get(key)
    if (talk && talk.at !== broken) return this.#goOn(key, talk, { fits, event })
    // Of a connection there is one conversation. Another key may well have several, one after the other.
    if (talk && ends !== 0) return false
    const at = begin(flow, fits)
    const { admits } = this.#context
    if (at === 0 || (!talk && admits && !admits(this.#keys.size))) return false
    this.#forget(key)
    this.#move(key, { at, path: [], evidence: [], start: { us: event.us, nanos: event.nanos } }, event)
    return true
  }

  #goOn(key: string, talk: Talk, { fits, event }: { readonly fits: number; readonly event: HeldEvent }): true {
    const at = goOn(this.#plan.flow, talk.at, fits)
    if (at === 0) this.#breakOff(key, talk, { fits, event })
    else {
      talk.at = at
      this.#move(key, talk, event)
    }
    return true
  }

  #breakOff(key: string, talk: Talk, { fits, event }: { readonly fits: number; readonly event: HeldEvent }): void {
    this.#context.emit(conversationMatch(this.#plan, { key, talk, fits, event }))
    this.#drop(talk)
    talk.at = broken
    talk.path = []
    this.#touch(key, talk)
  }

  /** It came to where it stands by that event. */
  #move(key: string, talk: Talk, event: HeldEvent): void {
    const { flow, ends } = this.#plan
    // On a connection nothing may follow; another key may begin anew.
    if (ends === 0 && open(flow, talk.at) === 0) {
      this.#forget(key)
      return
    }
    const step = stepAt(flow, talk.at)
    const before = talk.path.at(-1)
    if (before?.step === step) before.times++
    else talk.path.push({ step, times: 1 })
    if (talk.path.length > longestPath) talk.path.shift()
    this.#touch(key, talk)
    this.#keep(talk, step, event)
  }

  #touch(key: string, talk: Talk): void {
    this.#keys.touch(key, () => talk)
  }

  /** How it began, and the newest. */
  #keep({ evidence }: Talk, step: number, event: HeldEvent): void {
    const { bounds, counters } = this.#context
    if (this.#kept >= bounds.evidence) {
      counters.unshown++
      return
    }
    if (event.keep()) this.#kept++
    evidence.push({ step, event })
    if (evidence.length <= bounds.evidencePerKey) return
    const [old] = evidence.splice(Math.min(1, evidence.length - 1), 1)
    if (old!.event.drop()) this.#kept--
  }

  #drop(talk: Talk): void {
    for (const { event } of talk.evidence) if (event.drop()) this.#kept--
    talk.evidence = []
  }

  #forget(key: string): boolean {
    const talk = this.#keys.get(key)
    if (!talk) return false
    this.#drop(talk)
    this.#keys.delete(key)
    return true
  }
}
