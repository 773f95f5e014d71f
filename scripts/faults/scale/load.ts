// The story → events sent by followed logs and by HTTP to both producers, each again and again until it is acknowledged.
// What was acknowledged is written down in files, one for each way.
import { appendFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { History } from './history.ts'
import { type Installation, logOf, type ProducerName, producers } from './installation.ts'
import type { Line, Story } from './story.ts'

export interface LoadSettings {
  readonly installation: Installation
  readonly story: Story
  readonly random: () => number
  /** Wall time between two turns: as much as the machine can take while much of it is down. */
  readonly paceMs: number
  /** Until then new things happen. */
  readonly until: AbortSignal
  readonly history: History
}

/** Resolves when the events are acknowledged. */
type Way = (lines: readonly Line[], key: string) => Promise<void>

const singlesPerRequest = 10
const betweenSinglesMs = 500
const patienceMs = 10_000

export class Load {
  readonly #settings: LoadSettings
  readonly #ways: readonly Way[]
  /** When each turn was acknowledged, in seconds. */
  readonly turns: number[] = []
  acknowledged = 0

  constructor(settings: LoadSettings) {
    this.#settings = settings
    this.#ways = producers.flatMap((name) => [this.#byLog(name), this.#byHttp(name, `${name}-http`)])
  }

  /** The files that hold what was acknowledged. */
  files(): readonly string[] {
    const { folder } = this.#settings.installation
    return producers.flatMap((name) => [
      logOf(folder, name),
      this.#record(`${name}-http`),
      this.#record(`${name}-singles`),
    ])
  }

  async run(): Promise<void> {
    for (const path of this.files()) writeFileSync(path, '')
    await Promise.all([this.#tellTurns(), ...producers.map((name) => this.#tellSingles(name))])
  }

  /** One after the other: events that others have passed would be late, and be counted rather than judged. */
  async #tellTurns(): Promise<void> {
    const { story, until, random, paceMs, history } = this.#settings
    while (!until.aborted || !story.isOver) {
      const way = this.#ways[Math.floor(random() * this.#ways.length)]!
      const lines = story.next(!until.aborted)
      if (lines.length > 0) await way(lines, `turn-${this.turns.length}`)
      this.turns.push(history.seconds)
      await sleep(paceMs)
    }
    for (const [i, way] of this.#ways.entries()) await way(story.closing(), `closing-${i}`)
  }

  async #tellSingles(name: ProducerName): Promise<void> {
    const { story, until } = this.#settings
    const way = this.#byHttp(name, `${name}-singles`)
    for (let n = 0; !until.aborted; n++) {
      await way(story.singles(singlesPerRequest), `singles-${name}-${n}`)
      await sleep(betweenSinglesMs)
    }
  }

  /** Now and then a line is there only in part for a while, as a writer's buffer leaves it. */
  #byLog(name: ProducerName): Way {
    const { installation, random } = this.#settings
    const path = logOf(installation.folder, name)
    return async (lines) => {
      const text = ndjson(lines)
      const cut = random() < 0.2 ? Math.floor(text.length * random()) : text.length
      appendFileSync(path, text.slice(0, cut))
      if (cut < text.length) await sleep(100)
      appendFileSync(path, text.slice(cut))
      const { size } = statSync(path)
      while ((await readSoFar(installation, name, path)) < size) await sleep(20)
      this.acknowledged += lines.length
    }
  }

  /** Posts until it is taken, with the same key each time; now and then once more, as who missed the answer does. */
  #byHttp(name: ProducerName, record: string): Way {
    const { installation, random } = this.#settings
    const url = `http://127.0.0.1:${installation.ports[name]}/api/events`
    return async (lines, key) => {
      const body = ndjson(lines)
      while (!(await isTaken(url, key, body, lines.length))) await sleep(50)
      if (random() < 0.1) await isTaken(url, key, body, lines.length)
      appendFileSync(this.#record(record), body)
      this.acknowledged += lines.length
    }
  }

  #record(name: string): string {
    return join(this.#settings.installation.folder, `${name}.ndjson`)
  }
}

async function isTaken(url: string, key: string, body: string, count: number): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': key },
      body,
      signal: AbortSignal.timeout(patienceMs),
    })
    const { accepted } = (await answer.json()) as { readonly accepted?: number }
    return answer.ok && accepted === count
  } catch {
    // The process is dead or dying: the same request again.
    return false
  }
}

/** How much of the log the producer has committed: bytes from its beginning. */
async function readSoFar({ link }: Installation, name: ProducerName, path: string): Promise<number> {
  try {
    const text = await link.connection.hget(link.keys.producer(name), `source ${path}`)
    const { resume } = JSON.parse(text ?? '{}') as { readonly resume?: { readonly at: number } }
    return resume?.at ?? 0
  } catch {
    // Redis is away.
    return 0
  }
}

const ndjson = (lines: readonly Line[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('')
