// What is remembered of one conversation: how far it has come, and what shows how it came there. Saved and read.
import { HeldEvent, type Time } from '../held.ts'
import type { SavedEvent } from '../saved-event.ts'

/** A step that was taken so many times in a row. */
export interface Taken {
  readonly step: number
  times: number
}

export interface Talk {
  /** Bits of the places of the flow; 0 once something did not fit. */
  at: number
  /** The newest part of the way. */
  path: Taken[]
  evidence: { readonly step: number; readonly event: HeldEvent }[]
  readonly start: Time
}

export type SavedTalk = readonly [
  key: string,
  at: number,
  path: readonly (readonly [step: number, times: number])[],
  evidence: readonly (readonly [step: number, event: SavedEvent])[],
  us: number,
  nanos: number,
]

export const save = (key: string, { at, path, evidence, start }: Talk): SavedTalk => [
  key,
  at,
  path.map(({ step, times }) => [step, times]),
  evidence.map(({ step, event }) => [step, event.save()]),
  start.us,
  start.nanos,
]

export const load = ([key, at, path, evidence, us, nanos]: SavedTalk): {
  readonly key: string
  readonly talk: Talk
} => ({
  key,
  talk: {
    at,
    path: path.map(([step, times]) => ({ step, times })),
    evidence: evidence.map(([step, event]) => ({ step, event: HeldEvent.load(event) })),
    start: { us, nanos },
  },
})
