// A start that fails once Redis is connected ends the process: a supervisor can only start again what has ended.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { freshPrefix, redisServer } from '../../servers.ts'
import { outside, root } from '../process.ts'

const redis = await redisServer()
const occupied = createServer().listen(0, '127.0.0.1')
await once(occupied, 'listening')
const { port } = occupied.address() as { port: number }
const folder = mkdtempSync(join(tmpdir(), 'tripline-ends-'))
afterAll(() => {
  occupied.close()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(redis === null)('where its port is taken', () => {
  test.each(['run', 'worker'])('tripline %s ends with 2 and says so', (command) => {
    const config = {
      version: 1,
      queue: { redis: redis!.url, prefix: freshPrefix() },
      store: { elasticsearch: { url: 'http://127.0.0.1:9' } },
      api: { port },
      worker: { port },
    }
    writeFileSync(join(folder, 'tripline.yaml'), JSON.stringify(config))
    const words = [join(root, 'bin/tripline.cjs'), command]
    const { status, stderr } = spawnSync(process.execPath, words, {
      cwd: folder,
      env: outside(),
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect(stderr).toContain(String(port))
    expect(status).toBe(2)
  })
})
