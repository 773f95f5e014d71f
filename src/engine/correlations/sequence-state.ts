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
  readonly waiting: Set<Waiting>
  before: Time | null
  touched: Time
}

export const newState = (key: string, stages: number): KeyState => ({
  key,
  partials: new Array(stages).fill(null),
  waiting: new Set(),
  before: null,
  touched: { us: 0, nanos: 0 },
})

/** Nothing that came could still matter. */
export const isEmpty = ({ partials, waiting, before }: KeyState): boolean =>
  before === null && waiting.size === 0 && partials.every((partial) => partial === null)

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
    waiting: new Set(),
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
