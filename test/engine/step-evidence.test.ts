// What a match shows of the events of a step.
import { expect, test } from 'vitest'
import { HeldEvent } from '../../src/engine/held.ts'
import { HeldRows } from '../../src/engine/held-rows.ts'
import { stepEvidence } from '../../src/engine/step-evidence.ts'
import { Batch } from '../../src/event/batch.ts'
import { layout } from './build.ts'

function heldEvent() {
  let asked = 0
  const document = () => {
    asked++
    return { kind: 'A' }
  }
  const batch = new Batch(layout)
  batch.add(1, 5, 0, 7, { isCompact: true, id: () => 'e', document })
  const rows = new HeldRows(batch)
  return { event: HeldEvent.of(batch, 0, rows), rows, asked: () => asked }
}

test('documents are made once, when somebody looks', () => {
  const { event, asked } = heldEvent()
  const evidence = stepEvidence('guess', 3, [event])
  expect([evidence.name, evidence.count, asked()]).toEqual(['guess', 3, 0])
  expect([evidence.events, evidence.events, asked()]).toEqual([[{ kind: 'A' }], [{ kind: 'A' }], 1])
})

test('they are there also when state let the events go', () => {
  const { event, rows } = heldEvent()
  event.keep()
  const evidence = stepEvidence('guess', 1, [event])
  rows.retire()
  event.drop()
  expect(evidence.events).toEqual([{ kind: 'A' }])
})

test('an event without a document is counted and not shown', () => {
  const lost = HeldEvent.load([1, 0, 1, 'lost', null])
  expect(stepEvidence('guess', 1, [lost])).toEqual({ name: 'guess', count: 1, events: [] })
})

test('evidence is plain data to whoever copies it', () => {
  const evidence = stepEvidence('guess', 1, [heldEvent().event])
  const plain = { name: 'guess', count: 1, events: [{ kind: 'A' }] }
  expect([JSON.parse(JSON.stringify(evidence)), structuredClone(evidence)]).toEqual([plain, plain])
})
