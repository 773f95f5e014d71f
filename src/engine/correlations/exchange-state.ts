// What an exchange remembers of one key: what was asked and waits, and the newest that was answered. Saved and read.
import { HeldEvent, type Time } from '../held.ts'
import type { SavedEvent } from '../saved-event.ts'

export interface Lane {
  readonly name: string
  /** Oldest first. */
  waiting: Asked[]
  answered: Asked | null
  /** Requests that were let go for want of room: as many answers are nobody's fault. */
  lost: number
}

export interface Asked {
  readonly lane: Lane
  readonly request: HeldEvent
  answer: HeldEvent | null
  state: 'open' | 'overdue' | 'answered'
  /** When its time is over; null once it is let go. */
  due: Time | null
}

export const newLane = (name: string): Lane => ({ name, waiting: [], answered: null, lost: 0 })

export const after = ({ us, nanos }: Time, spanUs: number): Time => ({ us: us + spanUs, nanos })

export type SavedLane = readonly [
  name: string,
  waiting: readonly (readonly [request: SavedEvent, isOverdue: boolean])[],
  answered: readonly [request: SavedEvent, answer: SavedEvent] | null,
  lost: number,
]

export const saveLane = ({ name, waiting, answered, lost }: Lane): SavedLane => [
  name,
  waiting.map(({ request, state }) => [request.save(), state === 'overdue']),
  answered?.answer ? [answered.request.save(), answered.answer.save()] : null,
  lost,
]

export function loadLane([name, waiting, answered, lost]: SavedLane): Lane {
  const lane = newLane(name)
  lane.lost = lost
  for (const [request, isOverdue] of waiting) {
    const state = isOverdue ? 'overdue' : 'open'
    lane.waiting.push({ lane, request: HeldEvent.load(request), answer: null, state, due: null })
  }
  if (answered) {
    const [request, answer] = answered.map(HeldEvent.load)
    lane.answered = { lane, request: request!, answer: answer!, state: 'answered', due: null }
  }
  return lane
}
