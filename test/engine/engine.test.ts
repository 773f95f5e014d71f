// The engine as a whole: who waits for whom, what is late, and the order in which matches come.
import { describe, expect, test } from 'vitest'
import type { Detect, Rule } from '../../src/compiler/plan.ts'
import { Engine } from '../../src/engine/engine.ts'
import { anyCategory, categoryBit } from '../../src/event/category.ts'
import { exclusive, type Position } from '../../src/event/position.ts'
import type { SourceInfo } from '../../src/event/source.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { batchOf, counting, raised, rule, rulesetOf, source, step, type Tiny } from './build.ts'

const second = 1_000_000

const at = (seconds: number, sequence: number = exclusive): Position => ({ us: seconds * second, nanos: 0, sequence })

/** `A1 B2` → kind A at 1 s, kind B at 2 s; `A1.5'7` has 7 ns besides. */
const timeline = (text: string): Tiny[] =>
  text.split(' ').map((word) => {
    const [, kind, seconds, nanos] = /^([A-Z])([\d.]+)(?:'(\d+))?$/.exec(word)!
    const us = Number(seconds) * second
    return { us, nanos: Number(nanos ?? 0), sequence: us, id: word, kind: kind!, user: 'u', x: null }
  })

const pairs = counting({ window: { kind: 'sliding', spanUs: 10 * second }, having: ([n]) => (n as number) >= 2 })

const engineOf = (sources: readonly SourceInfo[], ...rules: readonly Rule[]): Engine =>
  new Engine(rulesetOf(...rules), sources)

const found = (engine: Engine, from: string, events: string, progress: Position): string[] =>
  engine.evaluate(from, batchOf(timeline(events)), progress, () => {}).map((match) => match.completedBy)

describe('a source', () => {
  const other: SourceInfo = { id: 'other', categories: categoryBit('frame'), latenessUs: 0 }

  test('that is added when others have gone ahead is not late for rules that only it feeds', () => {
    const engine = engineOf([other], rule({ ...pairs, categories: categoryBit('log') }))
    engine.evaluate('other', batchOf([]), at(100), () => {})
    engine.addSource({ ...source, categories: categoryBit('log') })
    expect(found(engine, source.id, 'A1 A2', at(3))).toEqual(['A2'])
    expect(engine.counters()[0]!.late).toBe(0)
  })

  test('that can feed a rule is waited for, one that cannot is not', () => {
    const waiting = engineOf([source, { ...other, categories: anyCategory }], rule(pairs))
    expect(found(waiting, source.id, 'A1 A2', at(3))).toEqual([])
    const free = engineOf([source, other], rule({ ...pairs, categories: categoryBit('log') }))
    expect(found(free, source.id, 'A1 A2', at(3))).toEqual(['A2'])
  })

  test('that falls silent lets the others go on', () => {
    const engine = engineOf([source, { ...other, categories: anyCategory }], rule(pairs))
    found(engine, source.id, 'A1 A2', at(3))
    expect(engine.idle('other').map((match) => match.completedBy)).toEqual(['A2'])
  })
})

describe('an event', () => {
  test('at the very time that its source has reached may still come', () => {
    const engine = engineOf([source], rule(pairs))
    found(engine, source.id, 'A1', at(2))
    expect(found(engine, source.id, 'A2', at(3))).toEqual(['A2'])
    expect(engine.counters()[0]!.late).toBe(0)
  })

  test('from before that is late: counted, and in no window', () => {
    const engine = engineOf([source], rule(pairs))
    found(engine, source.id, 'A1', at(2))
    expect(found(engine, source.id, "A1.999999'999", at(4))).toEqual([])
    expect(engine.counters()[0]).toMatchObject({ late: 1, events: 2 })
  })

  test('that is a match by itself is one whenever it comes', () => {
    const byItself: Detect = { kind: 'event', categories: anyCategory, test: () => true }
    const engine = engineOf([source], rule(byItself))
    expect([...found(engine, source.id, 'A5', at(6)), ...found(engine, source.id, 'A1', at(7))]).toEqual(['A5', 'A1'])
  })

  test('changes what it changes even where nothing is found: only such rows are needed again', () => {
    const engine = engineOf([source], rule({ ...pairs, test: step('A').test }))
    const touched: number[] = []
    engine.evaluate(source.id, batchOf(timeline('A1 B2 A13 B14')), at(14), (row) => touched.push(row))
    expect(touched).toEqual([0, 2])
  })
})

describe('of two matches of one time', () => {
  const bothEnds: Detect = {
    kind: 'sequence',
    steps: [step('C', { absent: true }), step('A'), step('C', { absent: true })],
    until: null,
    maxspanUs: 5 * second,
  }

  const evaluated = (...batches: readonly string[]): string[] => {
    const suppressed = rule(bothEnds, { suppress: { spanUs: 60 * second, by: ['user'] } })
    const evaluator = new Evaluator(rulesetOf(suppressed), [source])
    const changes: IncidentChange[] = batches.flatMap((events, i) => {
      const batch = batchOf(timeline(events))
      const last = batch.length - 1
      const progress = { us: batch.times[last]!, nanos: batch.nanos[last]!, sequence: batch.sequences[last]! }
      return [...evaluator.evaluate({ source: source.id, n: i + 1, batch, progress, resume: null }).changes]
    })
    return raised(changes)
  }

  test('an absence comes after what happened, in one batch as in two', () => {
    // A2 is certain just after 5 s and 0 ns, which is when A5'1 happens, before which there is no C.
    const together = evaluated("C0 A2 A5'1 B6")
    expect(together).toHaveLength(2)
    expect(together[1]).toBe(`counted ${together[0]}`)
    expect(evaluated("C0 A2 A5'1", 'A60')[0]).toBe(together[0])
  })
})
