// What almost matched, on timelines: `A1` is an event of kind A at second 1.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SequencePlan, Step } from '../../src/compiler/plan.ts'
import { type Bounds, defaultBounds } from '../../src/engine/bounds.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { NearMiss } from '../../src/engine/near.ts'
import { end } from '../../src/event/position.ts'
import { plainly, somehow, timelines } from './arrivals.ts'
import { type Arrival, batchOf, layout, rule, rulesetOf, runToEnd, source, step, type Tiny } from './build.ts'

const second = 1_000_000

const timeline = (text: string): Tiny[] =>
  text.split(' ').map((word, sequence) => {
    const [, kind, at, user = 'k'] = /^([A-Z])([\d.]+)(?:\/(\w+))?$/.exec(word)!
    return { us: Number(at) * second, sequence, id: word, kind: kind!, user, x: null }
  })

const sequence = (steps: readonly Step[], more: Partial<SequencePlan> = {}): SequencePlan => ({
  kind: 'sequence',
  steps,
  until: null,
  maxspanUs: 10 * second,
  ...more,
})

/** `A1 B2 (2 of 3) why at 5`. */
function missed(plan: SequencePlan, events: string, bounds: Partial<Bounds> = {}): string[] {
  const found: string[] = []
  const near = (_: unknown, { events: came, reached, of, why, at }: NearMiss): void => {
    found.push(`${came.map(({ id }) => id).join(' ')} (${reached} of ${of}) ${why} at ${at.us / second}`)
  }
  const engine = new Engine({ rules: [rule(plan)], layout, hash: '' }, [source], {
    bounds: { ...defaultBounds, ...bounds },
    near,
  })
  engine.evaluate(source.id, batchOf(timeline(events)), end, () => {})
  engine.end('fire')
  return found
}

describe('a sequence that almost was', () => {
  const [a, b, c] = [step('A'), step('B'), step('C')]
  const no = (kind: string, more: Partial<Step> = {}): Step => step(kind, { absent: true, ...more })
  const soon = (kind: string): Step => step(kind, { withinUs: 2 * second })

  test.each<[string, SequencePlan, string, string[]]>([
    ['is told of when its span is over', sequence([a, b]), 'A1', ['A1 (1 of 2) maxspan at 11']],
    [
      'is over at the end of its span, whatever comes later',
      sequence([a, b]),
      'A1 A15 B16',
      ['A1 (1 of 2) maxspan at 11'],
    ],
    ['is over with the gap, where that is shorter', sequence([a, soon('B')]), 'A1 B4', ['A1 (1 of 2) within at 3']],
    [
      'is over with the gap, though until came later',
      sequence([a, soon('B')], { until: c }),
      'A1 C4',
      ['A1 (1 of 2) within at 3'],
    ],
    ['ends with until', sequence([a, b], { until: c }), 'A1 C2', ['A1 (1 of 2) until at 2']],
    ['ends with what must not come', sequence([a, no('C'), b]), 'A1 C2 B3', ['A1 (1 of 3) forbidden at 2']],
    ['ends with an answer', sequence([a, no('C')]), 'A1 C2', ['A1 (1 of 2) forbidden at 2']],
    ['never was, for what came before', sequence([no('C'), a]), 'C1 A2', ['A2 (2 of 2) forbidden at 2']],
    ['gives way to a newer one', sequence([a, b, c]), 'A1 A2 B3 C4', ['A1 (1 of 3) replaced at 2']],
    [
      'stands at the step that its runs are of',
      sequence([step('A', { runs: 3 }), b]),
      'A1 A2',
      ['A2 (1 of 2) maxspan at 12', 'A1 A2 (1 of 2) maxspan at 11'],
    ],
    ['is nothing where it came to its end', sequence([a, b]), 'A1 B2', []],
  ])('%s', (_, plan, events, expected) => expect(missed(plan, events)).toEqual(expected))

  test('is told of where there was no room', () => {
    expect(missed(sequence([a, b]), 'A1/u A2/v', { keys: 1 })).toEqual([
      'A1/u (1 of 2) eviction at 1',
      'A2/v (1 of 2) maxspan at 12',
    ])
  })

  test('is counted by step and reason, the same however the events come', () => {
    const plan = sequence([a, no('C', { withinUs: second }), step('B', { withinUs: 3 * second }), a], {
      until: step('D'),
      maxspanUs: 6 * second,
    })
    const ruleset = rulesetOf(rule(plan))
    const counted = (arrival: Arrival): unknown[] =>
      (runToEnd(ruleset, arrival).counters[0]!.near ?? []).map((one) => JSON.stringify(one)).sort()
    const arriving = timelines(['A', 'B', 'C', 'D']).chain((events) => fc.tuple(fc.constant(events), somehow(events)))
    fc.assert(
      fc.property(arriving, ([events, arrival]) => {
        expect(counted(arrival)).toEqual(counted(plainly(events)))
      }),
    )
  })
})
