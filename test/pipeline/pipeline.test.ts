// What the pipeline makes of the state that it finds in a store.
import { describe, expect, test } from 'vitest'
import { anyCategory } from '../../src/event/category.ts'
import { Evaluator, stateFormat } from '../../src/pipeline/evaluator.ts'
import { Pipeline, type Work } from '../../src/pipeline/pipeline.ts'
import { MemoryQueue } from '../../src/queue/memory.ts'
import type { CommitStore, Recovery, Snapshot } from '../../src/store/store.ts'
import { batchOf, rule, rulesetOf, source, step, type Tiny } from '../engine/build.ts'

const second = 1_000_000
const unanswered = rulesetOf(
  rule({
    kind: 'sequence',
    steps: [step('A'), step('B', { absent: true })],
    until: null,
    maxspanUs: 60 * second,
  }),
)
const asked: Tiny = { us: second, sequence: 1, kind: 'A', user: 'u', x: null }

/** A store that holds what it was made with, and what is saved in it since. */
function storeWith(found: Partial<Recovery>): CommitStore & { readonly saved: Snapshot[] } {
  const saved: Snapshot[] = []
  return {
    saved,
    recover: async () => ({ snapshot: null, journal: [], positions: new Map(), ...found }),
    commit: async () => {},
    saveSnapshot: async (snapshot) => void saved.push(snapshot),
    knowsRequest: async () => false,
  }
}

function pipelineOver(store: CommitStore): { pipeline: Pipeline; evaluator: Evaluator } {
  const evaluator = new Evaluator(unanswered, [{ ...source, categories: anyCategory }])
  const queue = new MemoryQueue<Work>(8)
  const onTrouble = (error: unknown): never => {
    throw error
  }
  return {
    evaluator,
    pipeline: new Pipeline({ evaluator, store, queue, outboxFor: () => [], now: () => 0, onTrouble }),
  }
}

describe('a pipeline that starts', () => {
  test('goes on from the state that the one before it saved', async () => {
    const store = storeWith({})
    const before = pipelineOver(store)
    await before.pipeline.start()
    const progress = { us: asked.us, nanos: 0, sequence: asked.sequence }
    await before.pipeline.submit({ source: source.id, n: 0, batch: batchOf([asked]), progress, resume: null })
    await before.pipeline.stop()
    const after = pipelineOver(storeWith({ snapshot: store.saved.at(-1)! }))
    await after.pipeline.start()
    expect([...after.evaluator.undecided().values()]).toEqual([1])
    await after.pipeline.stop()
  })

  test('refuses a state of another format, and guesses nothing', async () => {
    const { pipeline } = pipelineOver(storeWith({ snapshot: { format: stateFormat - 1, state: '{}' } }))
    await expect(pipeline.start()).rejects.toMatchObject({ code: 'STORE_FORMAT' })
  })
})
