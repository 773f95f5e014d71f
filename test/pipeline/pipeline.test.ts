// What the pipeline makes of the state that it finds in a store.
import { describe, expect, test } from 'vitest'
import { anyCategory } from '../../src/event/category.ts'
import { Evaluator, stateFormat } from '../../src/pipeline/evaluator.ts'
import { writeJournal } from '../../src/pipeline/journal.ts'
import { Pipeline } from '../../src/pipeline/pipeline.ts'
import type { Work } from '../../src/pipeline/work.ts'
import { MemoryQueue } from '../../src/queue/memory.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Commit, CommitStore, Recovery, Snapshot } from '../../src/store/store.ts'
import { batchOf, rule, rulesetOf, source, step, type Tiny } from '../engine/build.ts'
import { snapshotsInto } from '../store/snapshots.ts'

const second = 1_000_000
/** A whole snapshot at once, however slow the machine is. */
const snapshotStopMs = Number.POSITIVE_INFINITY
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
    beginSnapshot: snapshotsInto((snapshot) => saved.push(snapshot)),
    knowsRequest: async () => false,
  }
}

function pipelineOver(store: CommitStore, now = () => 0): { pipeline: Pipeline; evaluator: Evaluator } {
  const evaluator = new Evaluator(unanswered, [{ ...source, categories: anyCategory }])
  const queue = new MemoryQueue<Work>(8)
  const onTrouble = (error: unknown): never => {
    throw error
  }
  return {
    evaluator,
    pipeline: new Pipeline({ evaluator, store, queue, outboxFor: () => [], now, onTrouble, snapshotStopMs }),
  }
}

describe('a pipeline to which nothing comes', () => {
  const minuteMs = 60_000
  const restingAfter = async (found: Partial<Recovery>, submit: boolean): Promise<readonly number[]> => {
    let nowMs = 0
    const store = storeWith(found)
    const { pipeline } = pipelineOver(store, () => nowMs)
    await pipeline.start()
    const progress = { us: asked.us, nanos: 0, sequence: asked.sequence }
    if (submit) await pipeline.submit({ source: source.id, n: 0, batch: batchOf([asked]), progress, resume: null })
    const saved: number[] = []
    for (nowMs of [1000, minuteMs, minuteMs + 1000, 2 * minuteMs]) {
      await pipeline.rest()
      // The one that rests next is answered when the snapshot of the one before is saved.
      await pipeline.rest()
      saved.push(store.saved.length)
    }
    await pipeline.stop()
    return saved
  }

  test('saves its state once there is something in the journal, and not again', async () => {
    expect(await restingAfter({}, true)).toEqual([0, 1, 1, 1])
    expect(await restingAfter({}, false)).toEqual([0, 0, 0, 0])
  })

  test('also where the one before it left a journal', async () => {
    const progress = { us: asked.us, nanos: 0, sequence: asked.sequence }
    const data = writeJournal(source.id, progress, batchOf([asked]), [0])
    expect(await restingAfter({ journal: [{ source: source.id, n: 1, data }] }, false)).toEqual([0, 1, 1, 1])
  })
})

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
    const { pipeline } = pipelineOver(storeWith({ snapshot: { format: stateFormat - 1, pieces: [] } }))
    await expect(pipeline.start()).rejects.toMatchObject({ code: 'STORE_FORMAT' })
  })
})

describe('batches that cannot come again', () => {
  const progress = { us: asked.us, nanos: 0, sequence: asked.sequence }
  const delivery = (n: number, isFleeting: boolean) => ({
    ...{ source: source.id, n, batch: batchOf([asked]), progress, resume: null, isFleeting },
  })
  function recorded() {
    const groups: number[][] = []
    const fleeting: (true | undefined)[][] = []
    const store = {
      ...storeWith({}),
      commit: async (commits: readonly Commit[]) => {
        groups.push(commits.map(({ n }) => n))
        fleeting.push(commits.map(({ isFleeting }) => isFleeting))
      },
    }
    return { groups, fleeting, ...pipelineOver(store) }
  }

  test('wait for no commit, and are committed soon though nothing comes behind them', async () => {
    const { groups, fleeting, pipeline } = recorded()
    await pipeline.start()
    await pipeline.submit(delivery(1, true))
    await pipeline.submit(delivery(2, true))
    expect(groups).toEqual([])
    await expect.poll(() => groups, { timeout: 10_000 }).toEqual([[1, 2]])
    expect(fleeting).toEqual([[true, true]])
    await pipeline.stop()
  })

  test('are committed before what somebody waits for, and as many at once as others', async () => {
    const { groups, fleeting, pipeline } = recorded()
    await pipeline.start()
    await pipeline.submit(delivery(1, true))
    await pipeline.submit(delivery(2, false))
    expect(groups).toEqual([[1, 2]])
    expect(fleeting).toEqual([[true, undefined]])
    for (let n = 3; n <= 80; n++) await pipeline.submit(delivery(n, true))
    await pipeline.stop()
    expect(groups.flat()).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
    expect(Math.max(...groups.map(({ length }) => length))).toBeLessThanOrEqual(65)
  })

  test('are committed before the state is saved that covers them', async () => {
    const { groups, pipeline } = recorded()
    await pipeline.start()
    await pipeline.submit(delivery(1, true))
    await pipeline.stop()
    expect(groups).toEqual([[1]])
  })
})

test('a source that is gone is known no more, and begins anew when it comes back', async () => {
  const store = openSqliteStore(':memory:')
  const { pipeline } = pipelineOver(store)
  await pipeline.start()
  const progress = { us: asked.us, nanos: 0, sequence: asked.sequence }
  const submit = (n: number) =>
    pipeline.submit({ source: source.id, n, batch: batchOf([asked]), progress, resume: { n } })
  await submit(1)
  await submit(2)
  expect(pipeline.resumeOf(source.id)).toEqual({ n: 2, resume: { n: 2 } })
  await pipeline.idle(source.id)
  await pipeline.forget(source.id)
  expect([...pipeline.positions().keys()]).not.toContain(source.id)
  expect((await store.recover()).positions.has(source.id)).toBe(false)
  await submit(1)
  expect((await store.recover()).positions.get(source.id)).toEqual({ n: 1, resume: { n: 1 } })
  await pipeline.stop()
})
