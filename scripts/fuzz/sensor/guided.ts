// Inputs that run code which none before them ran are kept, and changed further: for as long as there is time.
import { createRandom } from '../../../bench/random.ts'
import { below, mutateBytes, pick } from '../bytes.ts'
import type { Report } from '../watch.ts'
import { check, type Manner, mannerOf } from './check.ts'
import { Coverage } from './coverage.ts'
import { kept, type SensorThrew, targets } from './run.ts'
import type { Pieces, Target } from './target.ts'

export interface GuidedTask {
  readonly seed: number
  /** For each target. */
  readonly guidedSeconds: number
  /** Inputs made by chance, to begin with. */
  readonly made: number
  readonly only?: string | undefined
}

export interface GuidedDone {
  readonly targets: readonly {
    readonly name: string
    readonly inputs: number
    /** Characters of the sensor's source that ran: with what was made by chance, and with what was grown from it. */
    readonly madePlaces: number
    readonly places: number
    readonly corpus: number
    readonly slowestMs: number
  }[]
}

type Random = () => number

/** Read between two looks at what has run: a look takes as long as many inputs. */
const batch = 64

export function fuzzGuided(task: GuidedTask, tell: (report: Report<GuidedDone, SensorThrew>) => void): void {
  const done: GuidedDone['targets'][number][] = []
  for (const target of targets.filter(({ name }) => task.only === undefined || task.only === name)) {
    const growth = new Growth(target, createRandom(task.seed))
    try {
      done.push(growth.run(task, (count) => tell({ kind: 'going', count })))
    } catch (error) {
      tell({ kind: 'threw', error: String((error as Error).stack), input: growth.last })
      return
    }
  }
  tell({ kind: 'done', targets: done })
}

interface Input {
  readonly pieces: Pieces
  readonly manner: Manner
}

class Growth {
  readonly #target: Target
  readonly #random: Random
  readonly #corpus: Input[] = []
  readonly #coverage = new Coverage()
  #inputs = 0
  #slowestMs = 0
  #reading: Input | null = null

  constructor(target: Target, random: Random) {
    this.#target = target
    this.#random = random
  }

  /** What was read last. */
  get last(): string {
    const { pieces, manner } = this.#reading!
    return kept(this.#target.name, pieces, manner)
  }

  run({ made, guidedSeconds }: GuidedTask, going: (inputs: number) => void): GuidedDone['targets'][number] {
    this.#coverage.start()
    for (let left = made; left > 0; left -= batch) {
      this.#readAll(Math.min(batch, left), () => this.#made())
      going(this.#inputs)
    }
    const madePlaces = this.#coverage.places
    const until = performance.now() + guidedSeconds * 1000
    while (performance.now() < until) {
      this.#readAll(batch, () => (this.#random() < 0.05 ? this.#made() : this.#grown()))
      going(this.#inputs)
    }
    this.#coverage.stop()
    return {
      name: this.#target.name,
      inputs: this.#inputs,
      madePlaces,
      places: this.#coverage.places,
      corpus: this.#corpus.length,
      slowestMs: this.#slowestMs,
    }
  }

  /** Which of them ran something new shows only when each is read by itself once more. */
  #readAll(count: number, next: () => Input): void {
    const inputs = Array.from({ length: count }, next)
    for (const input of inputs) this.#read(input)
    if (!this.#coverage.hasNews()) return
    for (const input of inputs) {
      this.#read(input)
      if (this.#coverage.learn()) this.#corpus.push(input)
    }
  }

  #read(input: Input): void {
    this.#reading = input
    this.#inputs++
    this.#slowestMs = Math.max(this.#slowestMs, check(this.#target, input.pieces, input.manner).ms)
  }

  #made(): Input {
    return { pieces: this.#target.make(this.#random).pieces, manner: mannerOf(this.#random) }
  }

  #grown(): Input {
    if (this.#corpus.length === 0) return this.#made()
    const { pieces, manner } = pick(this.#corpus, this.#random)
    const grown = [...pieces]
    for (let n = 1 + below(3, this.#random); n > 0; n--) pick(changes, this.#random)(grown, this.#other(), this.#random)
    return { pieces: grown, manner: this.#random() < 0.8 ? manner : mannerOf(this.#random) }
  }

  #other(): Pieces {
    return pick(this.#corpus, this.#random).pieces
  }
}

type Change = (pieces: Buffer[], other: Pieces, random: Random) => void

const mutateOne: Change = (pieces, _other, random) => {
  const at = below(pieces.length, random)
  if (pieces.length > 0) pieces[at] = mutateBytes(pieces[at]!, random)
}

const changes: readonly Change[] = [
  mutateOne,
  mutateOne,
  mutateOne,
  function lose(pieces, _other, random) {
    pieces.splice(below(pieces.length, random), 1)
  },
  function sayTwice(pieces, _other, random) {
    const at = below(pieces.length, random)
    if (pieces.length < longest) pieces.splice(below(pieces.length + 1, random), 0, ...pieces.slice(at, at + 1))
  },
  function take(pieces, other, random) {
    const at = below(other.length, random)
    if (pieces.length < longest) pieces.splice(below(pieces.length + 1, random), 0, ...other.slice(at, at + 1))
  },
  function goOnAs(pieces, other, random) {
    if (other.length <= longest)
      pieces.splice(below(pieces.length + 1, random), longest, ...other.slice(below(other.length, random)))
  },
]

/** Pieces of one input. */
const longest = 60
