// What a sequence remembers of one key: how far each of its partial sequences has come, and what waits. Saved and read.
import { HeldEvent, type Time } from '../held.ts'
import type { SavedEvent } from '../saved-event.ts'

/** A sequence as far as it has come. One place holds it at a time: it moves on, it is never copied. */
export interface Partial {
  /** One for each stage passed. */
  readonly events: HeldEvent[]
  /** The newest event of a leading absence before the first step. */
  readonly before: Time | null
}

/** All steps happened; waits until nothing can come any more that must not. */
export interface Waiting {
  readonly state: KeyState
  readonly partial: Partial
  readonly deadline: Time
  cancelled: boolean
}

export interface KeyState {
  readonly key: string
  /** By stage: the partial whose newest event is of that stage. */
  readonly partials: (Partial | null)[]
  /** Most never have one that waits: they share a set. */
  waiting: ReadonlySet<Waiting>
  before: Time | null
  touched: Time
}

const noneWaits: ReadonlySet<Waiting> = new Set()
const never: Time = { us: 0, nanos: 0 }

export function newState(key: string, stages: number): KeyState {
  const partials: null[] = []
  for (let stage = 0; stage < stages; stage++) partials.push(null)
  return { key, partials, waiting: noneWaits, before: null, touched: never }
}

export function letWait(waiting: Waiting): void {
  const { state } = waiting
  if (state.waiting === noneWaits) state.waiting = new Set()
  ;(state.waiting as Set<Waiting>).add(waiting)
}

export const waitsNoLonger = (waiting: Waiting): boolean => (waiting.state.waiting as Set<Waiting>).delete(waiting)

/** Nothing that came could still matter. */
export const isEmpty = (state: KeyState): boolean =>
  state.before === null && state.waiting.size === 0 && !hasPartials(state)

export function hasPartials({ partials }: KeyState): boolean {
  for (let stage = 0; stage < partials.length; stage++) if (partials[stage] !== null) return true
  return false
}

interface SavedPartial {
  /** Places in the events of the key: partials share them. */
  readonly events: readonly number[]
  readonly before: Time | null
}

export interface SavedState {
  readonly key: string
  readonly events: readonly SavedEvent[]
  readonly partials: readonly (SavedPartial | null)[]
  readonly waiting: readonly { readonly partial: SavedPartial; readonly deadline: Time }[]
  readonly before: Time | null
  readonly touched: Time
}

export function saveState({ key, partials, waiting, before, touched }: KeyState): SavedState {
  const places = new Map<HeldEvent, number>()
  const place = (event: HeldEvent): number => {
    if (!places.has(event)) places.set(event, places.size)
    return places.get(event)!
  }
  const savePartial = (partial: Partial): SavedPartial => ({
    events: partial.events.map(place),
    before: partial.before,
  })
  const saved = {
    partials: partials.map((partial) => partial && savePartial(partial)),
    waiting: [...waiting].map(({ partial, deadline }) => ({ partial: savePartial(partial), deadline })),
  }
  return { key, ...saved, before, touched, events: [...places.keys()].map((event) => event.save()) }
}

/** What waited is given back beside the state: it is for the caller to let it wait again. */
export function loadState(saved: SavedState): { readonly state: KeyState; readonly waiting: readonly Waiting[] } {
  const events = saved.events.map(HeldEvent.load)
  const loadPartial = (partial: SavedPartial): Partial => ({
    events: partial.events.map((place) => events[place]!),
    before: partial.before,
  })
  const state: KeyState = {
    key: saved.key,
    partials: saved.partials.map((partial) => partial && loadPartial(partial)),
    waiting: noneWaits,
    before: saved.before,
    touched: saved.touched,
  }
  const waiting = saved.waiting.map(({ partial, deadline }) => ({
    state,
    partial: loadPartial(partial),
    deadline,
    cancelled: false,
  }))
  return { state, waiting }
}
