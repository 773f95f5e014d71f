// What a sample remembers of one key: for each step the events that fit it. Saved and read.
import { HeldEvent, type Time } from '../held.ts'
import type { SavedEvent } from '../saved-event.ts'

export interface SampleState {
  readonly key: string
  /** By step, in their order. */
  readonly fitting: HeldEvent[][]
  touched: Time
  /** Whether more steps have events than when some were last too old. */
  rising: boolean
}

export const newSample = (key: string, steps: number): SampleState => ({
  key,
  fitting: Array.from({ length: steps }, () => []),
  touched: { us: 0, nanos: 0 },
  rising: false,
})

/** How many steps have events. */
export const filled = ({ fitting }: SampleState): number => fitting.filter((events) => events.length > 0).length

export interface SavedSample {
  readonly key: string
  readonly events: readonly SavedEvent[]
  /** By step, places in the events: steps share them. */
  readonly fitting: readonly (readonly number[])[]
  readonly touched: Time
  readonly rising: boolean
}

export function saveSample({ key, fitting, touched, rising }: SampleState): SavedSample {
  const places = new Map<HeldEvent, number>()
  const place = (event: HeldEvent): number => {
    if (!places.has(event)) places.set(event, places.size)
    return places.get(event)!
  }
  const saved = fitting.map((events) => events.map(place))
  return { key, events: [...places.keys()].map((event) => event.save()), fitting: saved, touched, rising }
}

export function loadSample(saved: SavedSample): SampleState {
  const events = saved.events.map(HeldEvent.load)
  return {
    key: saved.key,
    fitting: saved.fitting.map((places) => places.map((place) => events[place]!)),
    touched: saved.touched,
    rising: saved.rising,
  }
}
