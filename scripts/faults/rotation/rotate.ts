// A log → the same rotated once more, in one of the ways that logrotate knows.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { appendFile, copyFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { zstdCompressSync } from 'node:zlib'
import type { Writer } from './writer.ts'

/** A configuration of logrotate, in short. */
export interface Habit {
  readonly name: string
  readonly how: 'rename' | 'copy'
  readonly names: 'number' | 'date'
  readonly compress: 'never' | 'later' | 'at once'
  readonly by: 'gzip' | 'zstd'
  /** Makes the new file itself, so that it is there before anybody writes to it. */
  readonly creates: boolean
  /** How long the server goes on writing to the old file. */
  readonly reopensAfterMs: number
}

// biome-ignore format: table
export const habits: readonly Habit[] = [
  { name: 'plain',   how: 'rename', names: 'number', compress: 'never',   by: 'gzip', creates: false, reopensAfterMs: 0 },
  { name: 'gzip',    how: 'rename', names: 'number', compress: 'at once', by: 'gzip', creates: true,  reopensAfterMs: 0 },
  { name: 'delayed', how: 'rename', names: 'number', compress: 'later',   by: 'gzip', creates: true,  reopensAfterMs: 200 },
  { name: 'dated',   how: 'rename', names: 'date',   compress: 'later',   by: 'zstd', creates: false, reopensAfterMs: 100 },
  { name: 'copied',  how: 'copy',   names: 'number', compress: 'never',   by: 'gzip', creates: false, reopensAfterMs: 0 },
  { name: 'both',    how: 'copy',   names: 'date',   compress: 'at once', by: 'gzip', creates: false, reopensAfterMs: 0 },
]

export class Rotation {
  readonly #habit: Habit
  readonly #writer: Writer
  times = 0

  constructor(habit: Habit, writer: Writer) {
    this.#habit = habit
    this.#writer = writer
  }

  async rotate(): Promise<void> {
    const { how, compress } = this.#habit
    const { path } = this.#writer
    if (((await stat(path)).size ?? 0) === 0) return
    const to = this.#makeRoom()
    if (how === 'copy') await this.#copy(path, to)
    else await this.#rename(path, to)
    this.times++
    const toCompress = compress === 'at once' ? to : compress === 'later' ? this.#before() : null
    if (toCompress !== null && existsSync(toCompress)) await this.#compress(toCompress)
  }

  async #rename(path: string, to: string): Promise<void> {
    const { creates, reopensAfterMs } = this.#habit
    renameSync(path, to)
    if (creates) writeFileSync(path, '', { flag: 'a' })
    await this.#writer.reopen(reopensAfterMs)
  }

  #copy(path: string, to: string): Promise<void> {
    return this.#writer.standsStill(async () => {
      await copyFile(path, to)
      truncateSync(path)
    })
  }

  /** Where the log goes to; numbers move up for it. None is removed: a slow machine may take long to come to it. */
  #makeRoom(): string {
    if (this.#habit.names === 'date') return this.#dated(this.times)
    for (let n = this.times; n >= 1; n--)
      for (const ending of endings) {
        const from = `${this.#numbered(n)}${ending}`
        if (existsSync(from)) renameSync(from, `${this.#numbered(n + 1)}${ending}`)
      }
    return this.#numbered(1)
  }

  #before(): string {
    return this.#habit.names === 'date' ? this.#dated(this.times - 2) : this.#numbered(2)
  }

  #numbered(n: number): string {
    return `${this.#writer.path}.${n}`
  }

  #dated(n: number): string {
    return `${this.#writer.path}-${20_260_101 + n}`
  }

  /** The compressed file is there in part for a while, and both are. */
  async #compress(path: string): Promise<void> {
    if (this.#habit.by === 'gzip') return void (await promisify(execFile)('gzip', [path]))
    const { atimeMs, mtimeMs } = await stat(path)
    const bytes = zstdCompressSync(readFileSync(path))
    await appendFile(`${path}.zst`, bytes.subarray(0, bytes.length / 2))
    await sleep(20)
    await appendFile(`${path}.zst`, bytes.subarray(bytes.length / 2))
    utimesSync(`${path}.zst`, atimeMs / 1000, mtimeMs / 1000)
    rmSync(path)
  }
}

const endings = ['', '.gz', '.zst']
