// A batch that cannot be evaluated is left out by whoever owns its partition then, and by nobody else.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { Ownership } from '../../../src/app/worker/ownership.ts'
import type { OpenPartition } from '../../../src/app/worker/partition.ts'
import type { Spoilt } from '../../../src/pipeline/feed.ts'
import type { Link } from '../../../src/queue/redis/connect.ts'
import { takeLease } from '../../../src/queue/redis/lease.ts'
import { freshLinks, redis } from '../redis/link.ts'

const links = freshLinks()
afterAll(() => links.close())

const leaseMs = 60_000
const spoilt: Spoilt = { producer: 'edge', n: 7, text: null, error: new Error('The batch is not there.') }
const opened = { close: async () => {} } as OpenPartition

describe.skipIf(redis === null)('reopening a partition without a batch', () => {
  let link: Link
  let leftOut: number[]
  let changes: string[]
  let ownership: Ownership

  beforeEach(async () => {
    link = await links.open()
    leftOut = []
    changes = []
    ownership = new Ownership({
      ...{ link, worker: 'a', partitions: 1, leaseMs },
      open: async (_, without) => {
        if (without) leftOut.push(without.n)
        return opened
      },
      onChange: (change) => changes.push(change),
      onTrouble: (error) => {
        throw error
      },
    })
    ownership.start()
    while (ownership.open().size === 0) await sleep(10)
    return () => ownership.stop()
  })

  test('its owner leaves the batch out', async () => {
    ownership.reopen(0, spoilt)
    while (changes.length < 2) await sleep(10)
    expect({ leftOut, changes }).toEqual({ leftOut: [7], changes: ['taken', 'taken'] })
  })

  test('a worker that was frozen, and is not its owner any more, leaves nothing out', async () => {
    await link.connection.del(link.keys.partition(0).lease)
    await takeLease(link, 0, 'b', leaseMs)
    ownership.reopen(0, spoilt)
    while (changes.length < 2) await sleep(10)
    expect({ leftOut, changes }).toEqual({ leftOut: [], changes: ['taken', 'lost'] })
  })
})
