// Sequences as EQL defines them, on timelines: `A1` is an event of kind A at second 1.
import { describe, expect, test } from 'vitest'
import type { SequencePlan, Step } from '../../src/compiler/plan.ts'
import { flatten } from '../../src/event/document.ts'
import { rule, rulesetOf, run, step, type Tiny } from './build.ts'

const second = 1_000_000

/** `A1 B2.5/u` → kind A at 1 s, kind B at 2.5 s for user u (the default user is `k`, `_` is none). */
const timeline = (text: string): Tiny[] =>
  text.split(' ').map((word, sequence) => {
    const [, kind, at, user = 'k'] = /^([A-Z])([\d.]+)(?:\/(\w+))?$/.exec(word)!
    return { us: Number(at) * second, sequence, kind: kind!, user: user === '_' ? null : user, x: Number(at) }
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
  const any = step('A', { test: () => true })
  const no = (kind: string, withinUs: number | null = null): Step => step(kind, { absent: true, withinUs })

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
    ['forbids between', [a, no('C'), b], 'A1 C2 B3 A4 B5', ['A4 !C B5']],
    ['lets a neighbour match the absence too', [a, { ...no('A'), name: 'N' }, b], 'A1 A2 B3', ['A2 !N B3']],
    ['fires when nothing came in time', [a, no('C')], 'A1', ['A1 !C']],
    ['counts an event at the very end of the span', [a, no('C')], 'A1 C11', []],
    ['does not count one after it', [a, no('C')], 'A1 C11.000001', ['A1 !C']],
    ['tells of each that waited', [a, no('C')], 'A1 A5 C12', ['A1 !C']],
    ['forbids before', [no('C'), a], 'C1 A5 A12', ['!C A12']],
    ['forbids for a while only', [a, no('C', second), b], 'A1 C3 B4 A5 C5.5 B6', ['A1 !C B4']],
    ['fires once nothing came for so long', [a, no('C', second)], 'A1 C2.5', ['A1 !C']],
    ['counts an event at the very end of that while', [a, no('C', second)], 'A1 C2', []],
    ['measures that while from the last step', [a, b, no('C', 5 * second)], 'A1 B9 C13', []],
    [
      'wants each of several to stay away for its own while',
      [a, no('B', second), no('C', 3 * second)],
      'A1 B3 A5 B5.5',
      ['A1 !B !C'],
    ],
    ['waits for the longest of them', [a, no('B', second), no('C', 3 * second)], 'A1 C3 A5 C9', ['A5 !B !C']],
    ['lets one last as long as all may', [a, no('B', second), no('C')], 'A1 B3 C10 A20 B22', ['A20 !B !C']],
    ['forbids before, and for a while after', [no('C'), a, no('C', second)], 'C1 A5 A12 C12.5 A30', ['!C A30 !C']],
    ['forbids before up to the very beginning of the span', [no('C'), a], 'C1 A11 A11.5', ['!C A11.5']],
    ['wants its steps in their order', [a, b], 'B1 A2 A3', []],
    ['begins anew once it is whole', [a, b], 'A1 B2 A3 B4', ['A1 B2', 'A3 B4']],
    ['uses no event twice for one step', [a, b], 'A1 B2 B3', ['A1 B2']],
    ['takes the newest at every stage', [a, b, c], 'A1 B2 A3 B4 C5 C6', ['A3 B4 C5']],
    ['does not put a later first step before an earlier second one', [a, b, c], 'A1 B2 A3 C4', ['A1 B2 C4']],
    ['is not led astray by steps out of order', [a, b, c], 'C1 B2 A3 C4 B5 C6', ['A3 B5 C6']],
    ['loses what a newer one overwrote, even if that one is cut off', [a, b, c], 'A1 B2 A10 B11 C12', ['A10 B11 C12']],
    ['slides on over one kind of event', [a, a, a], 'A1 A2 A3 A4', ['A1 A2 A3', 'A2 A3 A4']],
    ['keeps keys apart at every stage', [a, b, c], 'A1/u B2/v A3/v B4/u B5/v C6/u C7/v', ['A1 B4 C6', 'A3 B5 C7']],
    ['joins nothing without a key', [a, b], 'A1/_ B2/_', []],
    ['lets an event end one sequence and begin the next', [any, b], 'A1 B2 B3', ['A1 B2', 'A2 B3']],
    ['drops only the key that until names', [a, b], 'A1/u A1/v C2/u B3/u B3/v', ['A1 B3'], { until: c }],
    ['is ended by an event that is both until and its last step', [a, b], 'A1 B2', [], { until: b }],
    ['begins with an event that is also until', [a, b], 'A1 B2', ['A1 B2'], { until: a }],
    ['starts its runs again after until', [step('A', { runs: 2 })], 'A1 C2 A3 A4', ['A3 A4'], { until: c }],
    ['forbids only between the neighbours', [a, b, no('C'), a], 'A1 C2 B3 A4', ['A1 B3 !C A4']],
    ['forbids in each of two gaps', [a, no('C'), b, no('D'), a], 'A1 D2 B3 C4 A5', ['A1 !C B3 !D A5']],
    ['is broken in the second gap alone', [a, no('C'), b, no('D'), a], 'A1 B2 D3 A4', []],
    ['may be broken and begin again', [a, no('C'), b], 'A1 C2 A3 B4', ['A3 !C B4']],
    ['is not broken by another key', [a, no('C'), b], 'A1/u C2/v B3/u', ['A1 !C B3']],
    ['looks ahead from its first event', [a, b, no('C')], 'A1 B5 C11', []],
    ['looks ahead no further than maxspan from there', [a, b, no('C')], 'A1 B5 C12', ['A1 B5 !C']],
    ['looks back from its last event', [no('C'), a, b], 'C1 A5 B12', ['!C A5 B12']],
    ['looks back as far as maxspan', [no('C'), a, b], 'C2 A5 B12', []],
    ['does not mind what is forbidden before between its steps', [no('C'), a, b], 'A1 C2 B3', ['!C A1 B3']],
    ['gives up what waits when until comes', [a, no('C')], 'A1 D2', [], { until: step('D') }],
    ['lets the window float between two absences', [no('C'), a, no('C')], 'C0 A5 C12', ['!C A5 !C']],
    ['finds no window between two near ones', [no('C'), a, no('C')], 'C0 A5 C9', []],
  ]

  test.each(cases)('%s', (_, steps, events, expected, more) => {
    expect(found(steps, events, more)).toEqual(expected)
  })
})
