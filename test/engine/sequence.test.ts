// Sequences as EQL defines them, on timelines: `A1` is an event of kind A at second 1.
import { describe, expect, test } from 'vitest'
import type { SequencePlan, Step } from '../../src/compiler/plan.ts'
import { flatten } from '../../src/event/document.ts'
import { rule, rulesetOf, run, step, type Tiny } from './build.ts'

const second = 1_000_000

/** `A1 B2.5/u` → kind A at 1 s, kind B at 2.5 s for user u (the default user is `k`). */
const timeline = (text: string): Tiny[] =>
  text.split(' ').map((word, sequence) => {
    const [, kind, at, user] = /^([A-Z])([\d.]+)(?:\/(\w+))?$/.exec(word)!
    return { us: Number(at) * second, sequence, kind: kind!, user: user ?? 'k', x: Number(at) }
  })

function found(steps: readonly Step[], events: string, more: Partial<SequencePlan> = {}): string[] {
  const plan: SequencePlan = { kind: 'sequence', steps, until: null, maxspanUs: 10 * second, ...more }
  const changes = run(rulesetOf(rule(plan)), { batches: [timeline(events)], latenessUs: 0 })
  return changes.map((change) => {
    if (change.kind !== 'raised') return 'counted'
    const { incident } = change.incident.document['tripline'] as {
      incident: { events: { step: string; count: number; events: object[] }[] }
    }
    return incident.events
      .map(({ step: name, count, events: ofStep }) =>
        count === 0 ? `!${name}` : ofStep.map((event) => name + seconds(event)).join(' '),
      )
      .join(' ')
  })
}

const seconds = (event: object): string => String(flatten(event)['x'])

describe('a sequence', () => {
  const [a, b, c] = [step('A'), step('B'), step('C')]

  const cases: [string, readonly Step[], string, string[], Partial<SequencePlan>?][] = [
    ['joins the newest first event', [a, b], 'A1 A2 B3 B4', ['A2 B3']],
    ['keeps keys apart', [a, b], 'A1/u A2/v B3/u', ['A1 B3']],
    ['finishes one and begins another at once', [a, a], 'A1 A2 A3', ['A1 A2', 'A2 A3']],
    ['holds at exactly maxspan', [a, b], 'A1 B11', ['A1 B11']],
    ['is over just after maxspan', [a, b], 'A1 B11.000001', []],
    ['measures maxspan from the first event', [a, b, c], 'A1 B6 C12', []],
    ['drops what until ends', [a, b], 'A1 C2 B3', [], { until: c }],
    ['is not undone by until after it', [a, b], 'A1 B2 C3', ['A1 B2'], { until: c }],
    ['wants its runs', [step('A', { runs: 3 }), b], 'A1 A2 B3 A4 B5', ['A1 A2 A4 B5']],
    ['limits one gap', [a, step('B', { withinUs: second })], 'A1 B3 A4 B5', ['A4 B5']],
    ['forbids between', [a, step('C', { absent: true }), b], 'A1 C2 B3 A4 B5', ['A4 !C B5']],
    [
      'lets a neighbour match the absence too',
      [a, step('A', { absent: true, name: 'N' }), b],
      'A1 A2 B3',
      ['A2 !N B3'],
    ],
    ['fires when nothing came in time', [a, step('C', { absent: true })], 'A1', ['A1 !C']],
    ['counts an event at the very end of the span', [a, step('C', { absent: true })], 'A1 C11', []],
    ['does not count one after it', [a, step('C', { absent: true })], 'A1 C11.000001', ['A1 !C']],
    ['tells of each that waited', [a, step('C', { absent: true })], 'A1 A5 C12', ['A1 !C']],
    ['forbids before', [step('C', { absent: true }), a], 'C1 A5 A12', ['!C A12']],
    [
      'lets the window float between two absences',
      [step('C', { absent: true }), a, step('C', { absent: true })],
      'C0 A5 C12',
      ['!C A5 !C'],
    ],
    [
      'finds no window between two near ones',
      [step('C', { absent: true }), a, step('C', { absent: true })],
      'C0 A5 C9',
      [],
    ],
  ]

  test.each(cases)('%s', (_, steps, events, expected, more) => {
    expect(found(steps, events, more)).toEqual(expected)
  })
})
