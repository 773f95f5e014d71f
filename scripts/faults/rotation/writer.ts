// A server that writes its access log as fast as it may: numbered requests, in pieces, to a file that it opens again when told.
import { closeSync, openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Requests that share a path, and so an incident that counts them. */
export const linesPerPath = 100

export interface WriterSettings {
  readonly name: string
  readonly path: string
  readonly random: () => number
  /** Lines a second, on average. */
  readonly pace: number
}

const turnMs = 20

export class Writer {
  readonly #settings: WriterSettings
  #file: number
  #written = 0
  #gate: Promise<void> = Promise.resolve()

  constructor(settings: WriterSettings) {
    this.#settings = settings
    this.#file = openSync(settings.path, 'a')
  }

  get path(): string {
    return this.#settings.path
  }

  get written(): number {
    return this.#written
  }

  /** Until the signal says that it is enough. */
  async run(until: AbortSignal): Promise<void> {
    const { pace, random } = this.#settings
    while (!until.aborted) {
      await this.#alone(() => this.#write(Math.ceil((pace * turnMs * 2 * random()) / 1000)))
      await sleep(turnMs)
    }
    closeSync(this.#file)
  }

  /** Opens its log again, as on USR1: what it writes meanwhile goes to the old one. */
  async reopen(afterMs: number): Promise<void> {
    await sleep(afterMs)
    await this.#alone(async () => {
      closeSync(this.#file)
      this.#file = openSync(this.#settings.path, 'a')
    })
  }

  /** Copying and truncating loses what is written in between, so it holds still. */
  standsStill(work: () => Promise<void>): Promise<void> {
    return this.#alone(work)
  }

  /** How many requests have each path. */
  paths(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (let first = 0; first < this.#written; first += linesPerPath)
      counts.set(this.#pathOf(first), Math.min(linesPerPath, this.#written - first))
    return counts
  }

  /** Now and then a line is there only in part for a while, as a buffer leaves it. */
  async #write(count: number): Promise<void> {
    const text = Array.from({ length: count }, () => this.#line(this.#written++)).join('')
    const cut = Math.floor(text.length * this.#settings.random())
    writeSync(this.#file, text.slice(0, cut))
    if (this.#settings.random() < 0.1) await sleep(5)
    writeSync(this.#file, text.slice(cut))
  }

  #line(n: number): string {
    const time = `${new Date().toISOString().slice(0, 19)}+00:00`
    return `203.0.113.9 - - [${commonTime(time)}] "GET ${this.#pathOf(n)}?n=${n} HTTP/1.1" 200 612 "-" "drill"\n`
  }

  #pathOf(n: number): string {
    return `/${this.#settings.name}/${Math.floor(n / linesPerPath)}`
  }

  /** One thing at a time. */
  #alone(work: () => Promise<void>): Promise<void> {
    const done = this.#gate.then(work)
    this.#gate = done
    return done
  }
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `2026-11-22T10:05:09+00:00` → `22/Nov/2026:10:05:09 +0000`. */
const commonTime = (iso: string): string =>
  `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
