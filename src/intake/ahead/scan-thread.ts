// An NDJSON file → what a thread of its own found in it, in order; a few answers ahead of whoever takes them.
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Connector } from '../../../connectors/connector.ts'
import { isWorthAThread } from './is-worth.ts'
import { Borrower, newLedger } from './loans.ts'
import { type Answer, mostAhead, type Question, type Start } from './messages.ts'

/** Beside this file, be it TypeScript or what was built from it. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url)

/** A thread has a compiler of its own, and would begin by compiling what this one keeps compiled. */
const program = `
const { enableCompileCache } = require('node:module')
const { compiled, entry } = require('node:worker_threads').workerData
if (compiled !== null) enableCompileCache(compiled)
import(entry)`

/** What it makes are values that are new, and is done with them at once. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 }

let running = 0

/** Fewer than it may be ahead, so that one that waits is always woken. */
const wakingAfter = mostAhead / 2

/** Null where none is worth it. It starts at once, to be there when it is asked, and keeps no process from ending until then. */
export const startThread = (path: string, connector: Connector): ScanThread | null =>
  isWorthAThread(path, connector, running) ? new ScanThread() : null

export class ScanThread {
  readonly #worker: Worker
  readonly #taken = new Int32Array(new SharedArrayBuffer(4))
  readonly #ledger = newLedger()
  /** Of the memory that its answers came in. */
  readonly borrowed = new Borrower(this.#ledger)
  readonly #answers: Answer[] = []
  #error: unknown = null
  #wake: () => void = () => {}

  constructor() {
    running++
    this.#worker = new Worker(program, { eval: true, workerData: this.#start(), resourceLimits })
    this.#worker.unref()
    this.#worker.on('message', (answer: Answer) => {
      this.#answers.push(answer)
      this.#wake()
    })
    this.#worker.on('error', (error) => {
      this.#error = error
      this.#wake()
    })
    this.#worker.on('exit', () => running--)
  }

  #start(): Start {
    const kept = getCompileCacheDir()
    // The folder in there is of this version of Node; the thread will find it by itself.
    return {
      compiled: kept === undefined ? null : dirname(kept),
      entry: entry.href,
      taken: this.#taken,
      ledger: this.#ledger,
    }
  }

  /** To be asked once. */
  async *scan(question: Question): AsyncGenerator<Answer, void, undefined> {
    this.#worker.ref()
    this.#worker.postMessage(question)
    for (;;) {
      const answer = this.#answers.shift() ?? (await this.#next())
      this.#tellTaken()
      yield answer
      if (answer.kind !== 'scanned') return
    }
  }

  /** A thread that waits is woken when much of what it found is gone: to be woken for each batch would cost both of them. */
  #tellTaken(): void {
    const before = Atomics.add(this.#taken, 0, 1)
    if (before % wakingAfter === 0) Atomics.notify(this.#taken, 0)
  }

  async #next(): Promise<Answer> {
    while (this.#answers.length === 0) {
      if (this.#error !== null) throw this.#error
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#answers.shift()!
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}
