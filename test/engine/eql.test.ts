// Sequences of EQL over recorded events and over timelines, through the whole engine: which events each must find.
import { describe, expect, test } from 'vitest'
import { compileQuery } from '../../src/compiler/compile.ts'
import type { Detect, Step } from '../../src/compiler/plan.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import type { Batch } from '../../src/event/batch.ts'
import { end } from '../../src/event/position.ts'
import type { EventDocument } from '../../src/event/value.ts'
import { batchOf, layout, rule, source, step, type Tiny } from './build.ts'
import {
  batchOfDocuments,
  cutBy,
  isThere,
  readEvents,
  readJson,
  splitPipes,
  type Vector,
  warnWhereMissing,
} from './eql.ts'

warnWhereMissing()

const isSequence = ({ query }: Vector): boolean => /^\s*sequence/.test(query)

function matchesOf(detect: Detect, batch: Batch): readonly Match[] {
  const engine = new Engine({ rules: [rule(detect)], layout: batch.layout, hash: '' }, [source])
  return [...engine.evaluate(source.id, batch, end, () => {}), ...engine.end('fire')]
}

/** The ids of a match's events, with -1 for a step that did not happen. */
const idsOf = (match: Match, id: string): number[] =>
  match.steps.flatMap(({ count, events }) => (count === 0 ? [-1] : events.map((event) => Number(event[id]))))

describe.skipIf(!isThere)('a sequence over recorded events', () => {
  describe.each([
    ['events.ndjson', 'serial_event_id', readJson<Vector>('queries.json').filter(isSequence), 24],
    ['missing-events.ndjson', 'sequence', readJson<Vector>('missing-queries.json'), 17],
  ] as const)('%s', (file, id, vectors, least) => {
    const events = readEvents(file)

    test('every vector is run, none is left out', () => {
      console.info(`EQL sequences over ${file}: ${vectors.length} to run, none left out.`)
      expect(vectors.length).toBeGreaterThanOrEqual(least)
    })

    test.each(vectors)('$id: $query', ({ query, expect: wanted }) => {
      const [text, pipes] = splitPipes(query)
      expect(cutBy(pipes, run(text, events, id)).flat()).toEqual(wanted)
    })
  })
})

function run(query: string, events: readonly EventDocument[], id: string): number[][] {
  const compiled = compileQuery(query, { fields: 'dynamic' })
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join('; '))
  return matchesOf(compiled.detect, batchOfDocuments(compiled.layout, events)).map((match) => idsOf(match, id))
}

interface Timeline {
  readonly id: string
  /** By step, the events that satisfy it: the number in a name is its time, what stands before `|` its key. */
  readonly steps: readonly (readonly string[])[]
  readonly expect: readonly (readonly string[])[]
}

const second = 1_000_000

const timeOf = (name: string): number => Number(/\d+$/.exec(name)![0])

/** The expectations write the key once, at the first event. */
const plainName = (name: string): string => name.replace(/^\w+\|/, '')

const toTiny = (name: string): Tiny => ({
  us: timeOf(name) * second,
  sequence: timeOf(name),
  kind: plainName(name),
  user: /^(\w+)\|/.exec(name)?.[1] ?? '',
  x: null,
})

const stepOf = (names: readonly string[]): Step => {
  const kinds = new Set(names.map(plainName))
  return step('any', { test: (batch, row) => kinds.has(String(batch.get(row, layout.slot('kind')))) })
}

describe.skipIf(!isThere)('a sequence over a timeline', () => {
  const timelines = readJson<Timeline>('sequences.json')

  test('has timelines to be held against', () => expect(timelines.length).toBeGreaterThanOrEqual(17))

  test.each(timelines)('$id', ({ steps, expect: wanted }) => {
    const names = [...new Set(steps.flat())].sort((a, b) => timeOf(a) - timeOf(b))
    const detect: Detect = { kind: 'sequence', steps: steps.map(stepOf), until: null, maxspanUs: 1000 * second }
    const found = matchesOf(detect, batchOf(names.map(toTiny))).map((match) =>
      match.steps.flatMap(({ events }) => events.map((event) => String(event['kind']))),
    )
    expect(found).toEqual(wanted.map((sequence) => sequence.map(plainName)))
  })
})
