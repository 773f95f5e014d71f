// The drill in its short form: real programs over real servers, killed and frozen under load, held against the ledger.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { elasticKind, redisKind } from '../../scripts/test/servers/kinds.ts'
import { root } from './process.ts'

/** Above all that the drill waits for in turn, so that it says itself what did not come. */
const patienceMs = 600_000

/** Servers that are given by URL are somebody's: they are not to be ill-treated. */
const missing = [redisKind, elasticKind].flatMap((kind) => {
  const { kind: how } = kind.find()
  return how === 'absent' || how === 'url' ? [kind.name] : []
})
if (missing.length > 0 && process.env['CI']) throw new Error(`No ${missing.join(', no ')} of one's own for the drill.`)
if (missing.length > 0) console.log(`!!! No ${missing.join(', no ')} of one's own: the drill is skipped.`)

test.skipIf(missing.length > 0)(
  'whatever dies, what was acknowledged leads to its incidents, each once',
  async () => {
    const seed = String(Date.now() % 1000)
    const child = spawn(process.execPath, [join(root, 'scripts/faults.ts'), 'scale', '--quick', '--seed', seed])
    onTestFinished(() => void child.kill())
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => {
        said += bytes.toString()
      })
    const [status] = await once(child, 'close')
    expect(said.trimEnd().split('\n').at(-1), said).toMatch(/^acknowledged \d+, incidents \d+, lost 0, doubled 0$/)
    expect(status, said).toBe(0)
  },
  patienceMs,
)
