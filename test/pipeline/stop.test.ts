// A pipeline that is stopped while its store fails: it ends, and nobody is told that anything is durable.
import { expect, test } from 'vitest'
import { StateWriter } from '../../src/engine/snapshot/write-state.ts'
import { Batch } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'
import { beginning } from '../../src/event/position.ts'
import type { Evaluator } from '../../src/pipeline/evaluator.ts'
import { Pipeline } from '../../src/pipeline/pipeline.ts'
import type { Work } from '../../src/pipeline/work.ts'
import { MemoryQueue } from '../../src/queue/memory.ts'
import type { CommitStore } from '../../src/store/store.ts'
import { snapshotsInto } from '../store/snapshots.ts'

const delivery = { source: 's', n: 0, batch: new Batch(createLayout([])), progress: beginning, resume: null }

const evaluator = {
  evaluate: () => ({ changes: [], journal: () => 'rows' }),
  beginSaving: () => new StateWriter(null, 'state'),
} as unknown as Evaluator

function withStore(isFull: () => boolean) {
  const kept: string[] = []
  const store: CommitStore = {
    recover: async () => ({ snapshot: null, journal: [], positions: new Map() }),
    commit: async () => {
      if (isFull()) throw new Error('full')
      kept.push('commit')
    },
    beginSnapshot: snapshotsInto(() => kept.push('snapshot')),
    knowsRequest: async () => false,
  }
  let troubles = 0
  const onTrouble = (): void => void troubles++
  const queue = new MemoryQueue<Work>(4)
  const pipeline = new Pipeline({ evaluator, store, queue, outboxFor: () => [], now: Date.now, onTrouble })
  return { pipeline, kept, troubles: () => troubles }
}

test('what was not committed is rejected when patience ends, and no snapshot says otherwise', async () => {
  const { pipeline, kept, troubles } = withStore(() => true)
  await pipeline.start()
  const submitted = expect(pipeline.submit(delivery)).rejects.toThrow('full')
  await pipeline.stop(100)
  await submitted
  expect(troubles()).toBeGreaterThan(0)
  expect(kept).toEqual([])
})

test('a store that works again in time takes all of it', async () => {
  let isFull = true
  const { pipeline, kept } = withStore(() => isFull)
  await pipeline.start()
  const submitted = pipeline.submit(delivery)
  setTimeout(() => {
    isFull = false
  }, 100)
  await pipeline.stop(5000)
  await submitted
  expect(kept).toEqual(['commit', 'snapshot'])
})
