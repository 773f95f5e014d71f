// A `tripline run` with the rules that ship, on this machine → where it listens, until it is stopped.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const program = resolve(import.meta.dirname, '../../bin/tripline.cjs')
const patienceMs = 30_000

export async function startTripline(): Promise<{ readonly url: string; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-bench-'))
  writeFileSync(join(folder, 'tripline.yaml'), 'version: 1\napi: { port: 0 }\n')
  const child = spawn(process.execPath, [program, 'run'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const stop = (): void => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  for (let waited = 0; waited < patienceMs; waited += 50) {
    const [, url] = /Console and API on (http:\S+)\./.exec(said) ?? []
    if (url) return { url, stop }
    await sleep(50)
  }
  stop()
  throw new Error(`It did not start:\n${said}`)
}
