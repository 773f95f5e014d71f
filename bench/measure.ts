// A command line of ours → how long it took and how much memory it had at most, as a process of its own.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const launcher = resolve(import.meta.dirname, '../bin/tripline.cjs')

export interface Measured {
  readonly seconds: number
  /** Peak resident set; 0 where the system does not tell. */
  readonly peakMb: number
  /** Of all threads, up to 20 ms before the end; 0 where the system does not tell. */
  readonly cpuSeconds: number
  readonly stdout: string
}

export function measure(
  args: readonly string[],
  program: readonly string[] = [process.execPath, launcher],
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const startedAt = performance.now()
  const child = spawn(program[0]!, [...program.slice(1), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const printed: Buffer[] = []
  child.stdout.on('data', (bytes: Buffer) => void printed.push(bytes))
  let peakMb = 0
  let cpuSeconds = 0
  const watching = setInterval(() => {
    peakMb = Math.max(peakMb, peakOf(child.pid!))
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child.pid!))
  }, 20)
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', () => {
      clearInterval(watching)
      const seconds = (performance.now() - startedAt) / 1000
      done({ seconds, peakMb, cpuSeconds, stdout: Buffer.concat(printed).toString() })
    })
  })
}

/** Linux: the high-water mark of the resident set. */
function peakOf(pid: number): number {
  try {
    const [, kb] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(join('/proc', String(pid), 'status'), 'utf8')) ?? []
    return kb === undefined ? 0 : Number(kb) / 1024
  } catch {
    return 0
  }
}

/** Linux: the time that the process has had, in ticks of 10 ms, behind its name in brackets. */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(join('/proc', String(pid), 'stat'), 'latin1')
      .split(') ')[1]!
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}
