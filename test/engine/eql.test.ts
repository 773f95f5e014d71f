// The state machine of sequences alone, over timelines of EQL: which events each must find, step by step.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Detect, Step } from '../../src/compiler/plan.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import type { Batch } from '../../src/event/batch.ts'
import { end } from '../../src/event/position.ts'
import { batchOf, layout, rule, source, step, type Tiny } from './build.ts'

const file = join(process.env['TRIPLINE_DATA'] ?? '', 'eql', 'sequences.json')
const isThere = process.env['TRIPLINE_DATA'] !== undefined && existsSync(file)
if (!isThere) console.warn('SKIPPED: the EQL timelines; TRIPLINE_DATA names no folder that holds eql/.')

function matchesOf(detect: Detect, batch: Batch): readonly Match[] {
  const engine = new Engine({ rules: [rule(detect)], layout: batch.layout, hash: '' }, [source])
  return [...engine.evaluate(source.id, batch, end, () => {}), ...engine.end('fire')]
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
  const timelines = isThere ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Timeline[]) : []
  if (isThere) console.info(`EQL timelines: ${timelines.length} to run, none left out.`)

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
