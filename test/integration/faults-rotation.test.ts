// The drill in its short form: logs rotated in every way under load, their reader killed, and each line counted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from './process.ts'

const patienceMs = 240_000

test(
  'however logs are rotated and whenever their reader dies, each line is read once',
  async () => {
    const seed = String(Date.now() % 1000)
    const child = spawn(process.execPath, [join(root, 'scripts/faults.ts'), 'rotation', '--quick', '--seed', seed])
    onTestFinished(() => void child.kill())
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => {
        said += bytes.toString()
      })
    const [status] = await once(child, 'close')
    expect(said.trimEnd().split('\n').at(-1), said).toMatch(/^written (\d+), read \1, lost 0, doubled 0$/)
    expect(status, said).toBe(0)
  },
  patienceMs,
)
