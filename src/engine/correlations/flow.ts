// Where a conversation stands, as bits of places, and an event's steps → where it stands then; 0 where nothing fits.
import type { Flow } from '../../compiler/plan.ts'

/** The places that an event can begin at. `fits`: bits of the steps that it fits. */
export const begin = ({ places, first }: Flow, fits: number): number => first & standing(places, fits)

/** An event that fits several steps goes every way that is open to it. */
export const goOn = (flow: Flow, at: number, fits: number): number => open(flow, at) & standing(flow.places, fits)

/** Where it may go from there; 0 where it is over. */
export function open({ follow }: Flow, at: number): number {
  let bits = 0
  for (let left = at; left !== 0; left &= left - 1) bits |= follow[lowest(left)]!
  return bits
}

/** The step of the first of those places in the text. */
export const stepAt = ({ places }: Flow, at: number): number => places[lowest(at)]!

/** The steps that stand at those places, each once, in the order of the plan. */
export function stepsAt({ places }: Flow, at: number): readonly number[] {
  const steps = new Set(places.filter((_, place) => (at & (1 << place)) !== 0))
  return [...steps].sort((a, b) => a - b)
}

/** Bits of the places at which one of those steps stands. */
function standing(places: readonly number[], fits: number): number {
  let bits = 0
  for (let place = 0; place < places.length; place++) if (fits & (1 << places[place]!)) bits |= 1 << place
  return bits
}

const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits)
