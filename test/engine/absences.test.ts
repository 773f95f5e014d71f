// Absences that wait: in the order of their deadlines, without those that were answered, however many those are.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Absences } from '../../src/engine/correlations/absences.ts'
import { newState, type Waiting } from '../../src/engine/correlations/sequence-state.ts'

const state = newState('k', 1)

const waitingUntil = (us: number): Waiting => ({
  state,
  partial: { events: [], before: null },
  deadline: { us, nanos: 0 },
  cancelled: false,
})

function takeAll(absences: Absences, us: number): number[] {
  const taken: number[] = []
  for (let due = absences.takeDue({ us, nanos: 0 }); due; due = absences.takeDue({ us, nanos: 0 })) {
    taken.push(due.deadline.us)
  }
  return taken
}

test('those that were not answered are due in their order, each once', () => {
  const absence = fc.record({ us: fc.nat(1000), isAnswered: fc.boolean() })
  fc.assert(
    fc.property(fc.array(absence, { maxLength: 400, size: 'max' }), (all) => {
      const absences = new Absences(1000)
      const waiting = all.map(({ us, isAnswered }) => ({ isAnswered, one: waitingUntil(us) }))
      for (const { one } of waiting) absences.add(one)
      for (const { isAnswered, one } of waiting) if (isAnswered) absences.cancel(one)
      const open = all.flatMap(({ us, isAnswered }) => (isAnswered ? [] : [us])).sort((a, b) => a - b)
      expect(absences.open).toBe(open.length)
      expect(takeAll(absences, 2000)).toEqual(open)
      expect([absences.open, state.waiting.size]).toEqual([0, 0])
    }),
  )
})

test('a deadline is over only after its very time', () => {
  const absences = new Absences(1)
  absences.add(waitingUntil(5))
  expect(takeAll(absences, 5)).toEqual([])
  expect(absences.takeDue({ us: 5, nanos: 1 })?.deadline.us).toBe(5)
})

test('there is room for as many as the bound says, and again once one was answered', () => {
  const absences = new Absences(1)
  const first = waitingUntil(1)
  expect([absences.add(first), absences.add(waitingUntil(2))]).toEqual([true, false])
  absences.cancel(first)
  expect(absences.add(waitingUntil(3))).toBe(true)
})
