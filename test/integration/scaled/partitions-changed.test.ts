// A number of partitions that is another than the data's: nothing starts, and everybody is told which number it is.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connect, disconnect } from '../../../src/queue/redis/connect.ts'
import { settleLayout } from '../../../src/queue/redis/layout.ts'
import { freshPrefix, redisServer } from '../../servers.ts'
import { onThisNode, root, run } from '../process.ts'

const redis = await redisServer()
const prefix = freshPrefix()

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-partitions-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(redis === null)('where its data lies in another number of partitions', () => {
  test.each(['run', 'worker'])('tripline %s says so and ends', async (command) => {
    const link = await connect({ redis: redis!.url, prefix }, { manner: 'prompt', onTrouble: () => {} })
    await settleLayout(link, 8)
    await disconnect(link)
    const config = {
      version: 1,
      queue: { redis: redis!.url, prefix, partitions: 4 },
      store: { elasticsearch: { url: 'http://127.0.0.1:9' } },
      api: { port: 0 },
      worker: { port: 0 },
    }
    writeFileSync(join(folder, 'tripline.yaml'), JSON.stringify(config))
    const words = [join(root, 'bin/tripline.cjs'), command]
    const { status, stderr } = run(folder, onThisNode(), process.execPath, words)
    expect(status).toBe(2)
    expect(stderr).toContain('in 8 partitions')
  })
})
