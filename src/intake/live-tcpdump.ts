// An interface and a filter → the bytes of a capture while it is made, by tcpdump, which is started again when it ends.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { OperationalError } from '../errors.ts'
import type { Traffic } from '../event/source.ts'
import { readStatistics } from './live-statistics.ts'
import { explainTrouble } from './live-trouble.ts'

export interface LiveSelection {
  /** As the system calls it; `any` is all of them. */
  readonly interface: string
  /** As tcpdump takes it; null: every packet. */
  readonly filter: string | null
}

export interface LiveRunning {
  readonly signal: AbortSignal
  /** It ended, and is started again after a while. Told once for all of its failures in a row. */
  readonly onTrouble: (error: OperationalError) => void
  /** Another program than tcpdump, which takes the same words. */
  readonly program?: string
  readonly retryMs?: number
  readonly tickMs?: number
  readonly askMs?: number
}

/** `begun`: what follows is a capture of its own. `nothing`: no bytes have come for a while. */
export type LivePiece =
  | { readonly kind: 'begun' }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'nothing' }

const usualRetryMs = 1000
const longestRetryMs = 30_000
/** How often it is said that nothing came. */
const usualTickMs = 1000
/** How often tcpdump is asked what it has lost. */
const usualAskMs = 2000

/**
 * What the kernel keeps of packets that were not read yet, in KiB. Where packets are handed on one by one, each takes the
 * room of the longest that may come, 64 KiB on loopback and where a card joins segments: this is a thousand packets, and
 * the usual 2 MiB would be thirty.
 */
const kernelBuffer = 65_536

/** No look-ups of names; packets whole, handed on one by one as they come. */
const tcpdumpArguments = ({ interface: name, filter }: LiveSelection): string[] => [
  ...['-n', '--immediate-mode', '-U', '-s', '0', '-B', String(kernelBuffer), '-i', name, '-w', '-'],
  ...(filter === null ? [] : ['--', filter]),
]

export class LiveCapture {
  readonly #selection: LiveSelection
  readonly #running: LiveRunning
  /** Of the programs that have ended. */
  #before: Traffic = nothingYet
  /** Of the one that runs, as it said last. */
  #now: Traffic = nothingYet
  #trouble: OperationalError | null = null
  #isListening = false
  /** Ends in a row without a packet between them. */
  #failures = 0

  constructor(selection: LiveSelection, running: LiveRunning) {
    this.#selection = selection
    this.#running = running
  }

  /** Packets that passed the filter, and those of them that the kernel had to drop. */
  traffic(): Traffic {
    return sum(this.#before, this.#now)
  }

  /** Why nothing is captured at the moment. */
  get trouble(): OperationalError | null {
    return this.#trouble
  }

  /** What comes by from now on is heard. */
  get isListening(): boolean {
    return this.#isListening
  }

  /** Until the signal comes. Whoever takes the pieces slowly makes tcpdump wait, and then the kernel drop. */
  async *pieces(): AsyncGenerator<LivePiece> {
    const { signal, onTrouble, retryMs = usualRetryMs } = this.#running
    while (!signal.aborted) {
      const said = yield* this.#runOnce()
      this.#isListening = false
      this.#before = this.traffic()
      this.#now = nothingYet
      if (signal.aborted) return
      this.#trouble = explainTrouble(said, this.#selection.interface)
      if (this.#failures === 0) onTrouble(this.#trouble)
      const pauseMs = Math.min(longestRetryMs, retryMs * 2 ** Math.min(this.#failures++, 10))
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
    }
  }

  /** Returns what the program said at its end. */
  async *#runOnce(): AsyncGenerator<LivePiece, string> {
    let program: Program
    try {
      program = this.#start()
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error)
    }
    try {
      yield { kind: 'begun' }
      for await (const piece of this.#read(program)) {
        if (piece.kind === 'bytes') this.#works()
        yield piece
      }
    } finally {
      program.child.kill()
    }
    return await program.ended
  }

  #works(): void {
    this.#failures = 0
    this.#trouble = null
  }

  #start(): Program {
    const { signal, program = 'tcpdump' } = this.#running
    const child = spawn(program, tcpdumpArguments(this.#selection), { stdio: ['ignore', 'pipe', 'pipe'] })
    const stop = (): void => void child.kill()
    signal.addEventListener('abort', stop, { once: true })
    let said = ''
    child.stderr.on('data', (bytes: Buffer) => {
      const text = bytes.toString()
      this.#now = readStatistics(text) ?? this.#now
      if (text.includes('listening on')) this.#isListening = true
      said = (said + text).slice(-longestReason)
    })
    const ended = new Promise<string>((done) => {
      child.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
      child.on('close', (status, by) => {
        signal.removeEventListener('abort', stop)
        done(said.trim() || `it ended with ${by ?? `status ${status}`}`)
      })
    })
    return { child, ended }
  }

  /** All that has come by now as one piece, so that whoever reads knows when there is no more for the moment. */
  async *#read({ child, ended }: Program): AsyncGenerator<LivePiece> {
    const { tickMs = usualTickMs, askMs = usualAskMs } = this.#running
    let isOver = false
    let hasBegun = false
    let wake = (): void => {}
    const notice = (): void => wake()
    child.stdout.on('readable', notice)
    void ended.then(() => {
      isOver = true
      notice()
    })
    // Before the program is ready for it, the signal would end it.
    const ask = (): void => void (hasBegun && child.kill('SIGUSR1'))
    const timers = [setInterval(notice, tickMs), setInterval(ask, askMs)]
    try {
      for (;;) {
        const bytes = child.stdout.read() as Buffer | null
        if (bytes !== null) {
          hasBegun = true
          yield { kind: 'bytes', bytes }
          continue
        }
        if (isOver) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        // Timers come before what waits in the pipe: where this process stood still, that is older than now.
        if (child.stdout.readableLength === 0) await setImmediate()
        if (child.stdout.readableLength === 0 && !isOver) yield { kind: 'nothing' }
      }
    } finally {
      for (const timer of timers) clearInterval(timer)
    }
  }
}

interface Program {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  /** Resolves to what it said before it ended. */
  readonly ended: Promise<string>
}

const longestReason = 500

const nothingYet: Traffic = { received: 0, dropped: 0 }

const sum = (a: Traffic, b: Traffic): Traffic => ({
  received: a.received + b.received,
  dropped: a.dropped + b.dropped,
})
