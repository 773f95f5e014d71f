// Runs that share a queue hash sessions alike: a session is the same one whichever of them sees it.
import { expect, test } from 'vitest'
import { openLink, sharedKey } from '../../../src/app/queue.ts'
import { disconnect } from '../../../src/queue/redis/connect.ts'
import { freshPrefix, redisServer } from '../../servers.ts'
import { configOf } from './harness.ts'

const redis = await redisServer()

test.skipIf(redis === null)('the first run makes the key, the others find it', async () => {
  const link = await openLink(configOf(redis!.url, freshPrefix()), 'prompt', () => {})
  const keys = await Promise.all([sharedKey(link), sharedKey(link), sharedKey(link)])
  expect(new Set(keys).size).toBe(1)
  expect(keys[0]!.length).toBeGreaterThan(40)
  await disconnect(link)
})
