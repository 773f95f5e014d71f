// What is found, bit by bit → what of it comes first or last, by the cuts of a query one after another.
import type { Cut } from '../compiler/plan.ts'

/** Takes what is found, gives what passes; at the end what it kept. */
interface Stage<T> {
  take(found: readonly T[]): readonly T[]
  end(): readonly T[]
  isOver(): boolean
}

export class Cuts<T> {
  readonly #stages: readonly Stage<T>[]

  constructor(cuts: readonly Cut[]) {
    this.#stages = cuts.map(({ kind, count }) => (kind === 'head' ? head(count) : tail(count)))
  }

  take(found: readonly T[]): readonly T[] {
    return this.#stages.reduce((left, stage) => stage.take(left), found)
  }

  /** What the last ones kept passes those behind them. */
  end(): readonly T[] {
    return this.#stages.reduce<readonly T[]>((left, stage) => [...stage.take(left), ...stage.end()], [])
  }

  /** Nothing that is still found can pass. */
  isOver(): boolean {
    return this.#stages[0]?.isOver() ?? false
  }
}

function head<T>(count: number): Stage<T> {
  let left = count
  return {
    take: (found) => {
      const passed = found.slice(0, left)
      left -= passed.length
      return passed
    },
    end: () => [],
    isOver: () => left === 0,
  }
}

function tail<T>(count: number): Stage<T> {
  let kept: T[] = []
  return {
    take: (found) => {
      kept = [...kept, ...found].slice(-count)
      return []
    },
    end: () => kept,
    isOver: () => false,
  }
}
