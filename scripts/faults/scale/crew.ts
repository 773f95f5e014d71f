// The programs of an installation: two producers, and workers that come and go. What any of them says is watched.
import { type Fall, Program } from '../program.ts'
import { configOf, type Installation, producers } from './installation.ts'

export interface Watched {
  /** Partitions that a worker found to be another's, and those that it took. */
  lost: number
  taken: number
  /** Orderly stops that took too long. */
  slowStops: number
  readonly falls: Fall[]
}

export class Crew {
  readonly producers: readonly Program[]
  readonly watched: Watched = { lost: 0, taken: 0, slowStops: 0, falls: [] }
  readonly #installation: Installation
  readonly #workers: Program[] = []
  readonly #leaving = new Set<Promise<unknown>>()
  #hired = 0

  constructor(installation: Installation) {
    this.#installation = installation
    this.producers = producers.map((name) =>
      this.#program(`producer-${name}`, 'run', configOf(installation.folder, name)),
    )
  }

  get workers(): readonly Program[] {
    return this.#workers
  }

  async start(workers: number): Promise<void> {
    for (const producer of this.producers) producer.start()
    this.resize(workers)
    await Promise.all([...this.producers, ...this.#workers].map((program) => program.atWork()))
  }

  /** New ones start, or the oldest leave in good order. */
  resize(count: number): void {
    while (this.#workers.length < count) {
      const config = configOf(this.#installation.folder, producers[0])
      const worker = this.#program(`worker-${++this.#hired}`, 'worker', config)
      this.#workers.push(worker)
      worker.start()
    }
    while (this.#workers.length > count) this.#retire(this.#workers.shift()!)
  }

  /** One of those that are at work; null where none is. */
  pick(among: readonly Program[], random: () => number): Program | null {
    const atWork = among.filter((program) => program.isAtWork)
    return atWork[Math.floor(random() * atWork.length)] ?? null
  }

  async stop(): Promise<void> {
    for (const producer of this.producers) this.#retire(producer)
    this.resize(0)
    await Promise.all(this.#leaving)
  }

  #retire(program: Program): void {
    const left = program.retire().then((orderly) => {
      if (!orderly) this.watched.slowStops++
    })
    this.#leaving.add(left)
    void left.then(() => this.#leaving.delete(left))
  }

  #program(name: string, command: string, config: string): Program {
    return new Program({
      name,
      words: [command, '--config', config],
      folder: this.#installation.folder,
      ready: command === 'run' ? 'Console and API' : 'health and metrics',
      onFall: (fall) => this.watched.falls.push(fall),
      onLine: (line) => {
        if (/Partition \d+ lost\./.test(line)) this.watched.lost++
        if (/Partition \d+ taken\./.test(line)) this.watched.taken++
      },
    })
  }
}
