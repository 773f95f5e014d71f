// A spool → the search server, entry by entry in their order, for as long as it runs. What is refused for good is set aside.
import type { DeadLetterStore, Spool } from '../spool.ts'
import type { Elastic } from './connect.ts'
import { indexIncidents } from './index-incidents.ts'
import type { ElasticNames } from './names.ts'
import { pauseMs } from './patience.ts'

export interface ForwarderOptions {
  readonly elastic: Elastic
  readonly names: ElasticNames
  readonly namespace: string
  readonly spool: Spool
  readonly deadLetters: Pick<DeadLetterStore, 'setAside'>
  /** Run before anything is written, until it succeeds: that the server is set up. */
  readonly prepare?: () => Promise<void>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** From 0 to 1. */
  readonly random: () => number
  /** Told at every failure, of the server or of the spool, and when things work. */
  readonly onTrouble: (error: unknown) => void
  readonly onWorks: () => void
  readonly pollMs?: number
  readonly firstPauseMs?: number
}

export interface Forwarded {
  /** Changes that arrived since the start. */
  readonly forwarded: number
  /** Changes that were set aside since the start. */
  readonly setAside: number
  /** What it is failing with now. */
  readonly trouble: string | null
}

/** Entries taken from the spool at a time. */
const batchSize = 1000
const defaultPollMs = 1000
const defaultGraceMs = 5000

export class Forwarder {
  readonly #options: ForwarderOptions
  readonly #stopping = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #stopped = false
  #awake = false
  #prepared = false
  #wakeUp: () => void = () => {}
  #status: Forwarded = { forwarded: 0, setAside: 0, trouble: null }

  constructor(options: ForwarderOptions) {
    this.#options = options
  }

  start(): void {
    this.#running = this.#run()
  }

  /** Looks at once for what is in the spool: after a commit. */
  wake(): void {
    this.#awake = true
    this.#wakeUp()
  }

  status(): Forwarded {
    return this.#status
  }

  /** Takes nothing new, lets what is under way end within the grace, breaks off the rest: it stays in the spool. */
  async stop(graceMs = defaultGraceMs): Promise<void> {
    this.#stopped = true
    this.wake()
    const timer = setTimeout(() => this.#stopping.abort(), graceMs)
    await this.#running
    clearTimeout(timer)
  }

  /** Forwards what is in the spool now, without `start`. Rejects when it is stopped before. */
  async drain(): Promise<void> {
    await this.#prepare()
    while ((await this.#forward()) > 0);
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopped; ) {
      try {
        await this.#prepare()
        const taken = await this.#forward()
        failures = 0
        if (this.#status.trouble !== null) this.#worked()
        if (taken === 0) await this.#sleep()
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        this.#failed(error)
        await this.#wait(pauseMs(this.#options, failures++))
      }
    }
  }

  async #prepare(): Promise<void> {
    if (this.#prepared) return
    await this.#options.prepare?.()
    this.#prepared = true
  }

  /** Returns how many entries it took off. */
  async #forward(): Promise<number> {
    const { spool, deadLetters } = this.#options
    this.#awake = false
    const entries = await spool.read(batchSize)
    if (entries.length === 0) return 0
    const letters = await indexIncidents(entries, {
      ...this.#options,
      signal: this.#stopping.signal,
      onTrouble: (error) => this.#failed(error),
      onWorks: () => this.#worked(),
    })
    if (letters.length > 0) await deadLetters.setAside(letters)
    await spool.remove(entries.map(({ id }) => id))
    const { forwarded, setAside } = this.#status
    this.#status = {
      ...this.#status,
      forwarded: forwarded + entries.length - letters.length,
      setAside: setAside + letters.length,
    }
    return entries.length
  }

  #failed(error: unknown): void {
    this.#status = { ...this.#status, trouble: (error as Error).message }
    this.#options.onTrouble(error)
  }

  #worked(): void {
    if (this.#status.trouble !== null) this.#status = { ...this.#status, trouble: null }
    this.#options.onWorks()
  }

  /** Until it is woken, or the time to look has come: another process may have put something into the spool. */
  async #sleep(): Promise<void> {
    if (!this.#awake) await this.#wait(this.#options.pollMs ?? defaultPollMs)
  }

  async #wait(ms: number): Promise<void> {
    if (this.#stopped) return
    await new Promise<void>((done) => {
      const timer = setTimeout(done, ms)
      this.#wakeUp = () => {
        clearTimeout(timer)
        done()
      }
    })
  }
}
