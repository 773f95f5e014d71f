// The thread that scans → its answers, one for each question, in their order.
import { Worker } from 'node:worker_threads'
import type { Layout } from '../../event/layout.ts'
import type { Piece } from '../records.ts'
import { type Answer, fieldsOf, type Question } from './messages.ts'

interface Waiting {
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/** Beside this file, be it TypeScript or what was built from it. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url)

export class ScanThread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []

  constructor(layout: Layout) {
    this.#worker = new Worker(entry, { workerData: fieldsOf(layout) })
    this.#worker.on('message', (answer: Answer) => this.#waiting.shift()!.resolve(answer))
    this.#worker.on('error', (error) => {
      for (const { reject } of this.#waiting.splice(0)) reject(error)
    })
  }

  /** The bytes are handed over where they are a buffer of their own: whoever asks has them no more. */
  ask({ bytes, at, last }: Piece): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    // Told to whoever waits for it when its turn has come.
    promise.catch(() => {})
    this.#waiting.push({ resolve, reject })
    const own = bytes.length > 0 && bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
    const question: Question = { bytes: own, at, last }
    this.#worker.postMessage(question, [own.buffer as ArrayBuffer])
    return promise
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}
