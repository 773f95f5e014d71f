// Words of the command line → Tripline as a process of its own, started again whenever it ends, as a supervisor would.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { guard } from '../test/servers/server.ts'

export interface ProgramSettings {
  readonly name: string
  readonly words: readonly string[]
  /** Where what it says is kept. */
  readonly folder: string
  /** What it says once it works. */
  readonly ready: string
  /** It ended, and nobody here had ended it. */
  readonly onFall?: (fall: Fall) => void
  readonly onLine?: (line: string) => void
}

export interface Fall {
  readonly name: string
  readonly lastLine: string
  /** By an error that nobody caught, not by one that it explains. */
  readonly crashed: boolean
}

const launcher = resolve(import.meta.dirname, '../../bin/tripline.cjs')
const restartMs = 300
const startPatienceMs = 60_000

export class Program {
  readonly name: string
  readonly #settings: ProgramSettings
  #child: ChildProcess | null = null
  #wanted = false
  #isReady = false
  #isFrozen = false
  #awayMs = restartMs

  constructor(settings: ProgramSettings) {
    this.name = settings.name
    this.#settings = settings
  }

  /** Says that it works, and is not frozen. */
  get isAtWork(): boolean {
    return this.#isReady && !this.#isFrozen
  }

  get isFrozen(): boolean {
    return this.#isFrozen
  }

  start(): void {
    this.#wanted = true
    this.#spawn()
  }

  async atWork(): Promise<void> {
    for (const end = Date.now() + startPatienceMs; !this.isAtWork; await sleep(20))
      if (Date.now() > end) throw new Error(`${this.name} does not start: see ${this.#logFile}`)
  }

  /** As a crash does. It comes again by itself, after so long. Resolves when the old process is gone. */
  async kill(awayMs = restartMs): Promise<void> {
    this.#awayMs = awayMs
    await this.#end('SIGKILL')
  }

  /** In good order, for good. False where it did not end by itself within the time that supervisors give. */
  async retire(patienceMs = 15_000): Promise<boolean> {
    this.#wanted = false
    this.thaw()
    let orderly = true
    const timer = setTimeout(() => {
      orderly = false
      this.#child?.kill('SIGKILL')
    }, patienceMs)
    await this.#end('SIGTERM')
    clearTimeout(timer)
    return orderly
  }

  /** Its connections stay open, and it does nothing. */
  freeze(): void {
    this.#isFrozen = true
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#isFrozen = false
    this.#child?.kill('SIGCONT')
  }

  get #logFile(): string {
    return join(this.#settings.folder, `${this.name}.log`)
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    this.#child = null
    this.#isReady = false
    child.kill(signal)
    await gone
  }

  #spawn(): void {
    const child = spawn(process.execPath, [launcher, ...this.#settings.words], {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    })
    const guardian = guard(child.pid, [])
    let lastLine = ''
    this.#child = child
    createInterface(child.stderr!).on('line', (line) => {
      lastLine = line
      this.#hear(line)
    })
    child.once('close', (status) => {
      guardian?.kill('SIGKILL')
      if (this.#child === child) this.#fell(status, lastLine)
      this.#isReady = false
      this.#isFrozen = false
      if (this.#wanted) setTimeout(() => this.#wanted && this.#spawn(), this.#awayMs)
    })
  }

  #hear(line: string): void {
    appendFileSync(this.#logFile, `${line}\n`)
    if (line.includes(this.#settings.ready)) this.#isReady = true
    this.#settings.onLine?.(line)
  }

  /** What Tripline ends with of itself it says in one line, and exits with 2. */
  #fell(status: number | null, lastLine: string): void {
    this.#child = null
    this.#settings.onFall?.({ name: this.name, lastLine, crashed: status !== 2 })
  }
}
