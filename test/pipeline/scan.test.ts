// Finite sources read side by side: in event time, each to its end, and closed where somebody stops.
import { describe, expect, test } from 'vitest'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory } from '../../src/event/category.ts'
import { exclusive } from '../../src/event/position.ts'
import type { Delivery, Source } from '../../src/event/source.ts'
import { sideBySide } from '../../src/pipeline/scan.ts'
import { layout } from '../engine/build.ts'

function sourceOf(id: string, times: readonly number[], closed: string[] = []): Source {
  async function* deliveries(): AsyncGenerator<Delivery> {
    try {
      for (const [i, us] of times.entries()) {
        yield {
          source: id,
          n: i + 1,
          batch: new Batch(layout),
          progress: { us, nanos: 0, sequence: exclusive },
          resume: null,
        }
      }
    } finally {
      closed.push(id)
    }
  }
  return { info: { id, categories: anyCategory, latenessUs: 0 }, deliveries, unreadable: () => [] }
}

const shown = ({ source, delivery }: { source: Source; delivery: Delivery | null }): string =>
  `${source.info.id}${delivery?.progress.us ?? ' ends'}`

describe('sources side by side', () => {
  test('the one furthest behind is read next, and each end is told once', async () => {
    const read: string[] = []
    for await (const one of sideBySide([sourceOf('a', [1, 2, 9]), sourceOf('b', [3, 4])], layout)) read.push(shown(one))
    expect(read).toEqual(['a1', 'b3', 'a2', 'a9', 'b4', 'b ends', 'a ends'])
  })

  test('where somebody stops half-way all are closed', async () => {
    const closed: string[] = []
    for await (const one of sideBySide([sourceOf('a', [1, 5], closed), sourceOf('b', [2, 6], closed)], layout)) {
      if (shown(one) === 'b2') break
    }
    expect(closed.toSorted()).toEqual(['a', 'b'])
  })

  test('where one fails the others are closed', async () => {
    const closed: string[] = []
    const broken = sourceOf('b', [])
    const failing: Source = {
      ...broken,
      // biome-ignore lint/correctness/useYield: it fails before it gives anything
      deliveries: async function* () {
        throw new Error('gone')
      },
    }
    const read = async (): Promise<void> => {
      for await (const _ of sideBySide([sourceOf('a', [1, 5], closed), failing], layout));
    }
    await expect(read()).rejects.toThrow('gone')
    expect(closed).toEqual(['a'])
  })
})
