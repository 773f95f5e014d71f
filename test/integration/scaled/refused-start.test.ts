// A run and a worker that cannot start over a real Redis: each says why and ends, whatever it had opened by then.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connect, disconnect } from '../../../src/queue/redis/connect.ts'
import { settleLayout } from '../../../src/queue/redis/layout.ts'
import { freshPrefix, redisServer } from '../../servers.ts'
import { onThisNode, root, run } from '../process.ts'

const redis = await redisServer()
const taken = createServer()
await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening))
afterAll(() => void taken.close())

let folder: string
let prefix: string
beforeEach(() => {
  prefix = freshPrefix()
  folder = mkdtempSync(join(tmpdir(), 'tripline-refused-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function start(command: 'run' | 'worker', port: number) {
  writeFileSync(
    join(folder, 'tripline.yaml'),
    `version: 1
queue: { redis: "${redis!.url}", prefix: ${prefix}, partitions: 4 }
store: { elasticsearch: { url: "http://127.0.0.1:9" } }
api: { port: ${port} }
worker: { port: ${port} }
`,
  )
  return run(folder, onThisNode(), process.execPath, [join(root, 'bin/tripline.cjs'), command])
}

describe.skipIf(redis === null).each(['run', 'worker'] as const)('a %s that cannot start ends', (command) => {
  test('where its port is taken', () => {
    const { status, stderr } = start(command, (taken.address() as { port: number }).port)
    expect(status).toBe(2)
    expect(stderr).toMatch(/Port \d+ on 127\.0\.0\.1 is in use/)
  }, 30_000)

  test('where its data lies in another number of partitions', async () => {
    const link = await connect({ redis: redis!.url, prefix }, { manner: 'prompt', onTrouble: () => {} })
    await settleLayout(link, 8)
    await disconnect(link)
    const { status, stderr } = start(command, 0)
    expect(status).toBe(2)
    expect(stderr).toContain('in 8 partitions')
  }, 30_000)
})
