// Places on a scale → how they are distributed, in a bounded number of bins. What is newer weighs more.

/** Bins for a distance of one: quantiles are exact to a sixteenth of what counts as different. */
const perStep = 8
const farthest = 512
/** Of all values so many lie below and above what is usual. */
export const rare = 0.005

export type SavedSketch = readonly [
  bins: readonly (readonly [bin: number, weight: number])[],
  total: number,
  learned: number,
  view: readonly (readonly [bin: number, upTo: number])[],
]

export class Sketch {
  /** How many values came. */
  learned = 0
  /** Between these is what is usual, as of the last time that the bins were ordered; NaN before. */
  low = Number.NaN
  middle = Number.NaN
  high = Number.NaN
  readonly #bins = new Map<number, number>()
  #total = 0
  /** The bins in order with the weight up to each, as of the last time that they were ordered. */
  #view: SavedSketch[3] = []

  /** `weight`: by which a value of now counts more than those of before. */
  add(place: number, weight: number): void {
    const bin = binOf(place)
    this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + weight)
    this.#total += weight
    this.learned++
    // By count alone, so that it does not depend on when anybody asked.
    if (this.learned % (this.learned < 1024 ? 32 : 256) === 0) this.#order()
  }

  /** All weights are divided by one number, since the weights of now have become large. */
  lighten(by: number): void {
    for (const [bin, weight] of this.#bins) {
      if (weight / by < negligible) this.#bins.delete(bin)
      else this.#bins.set(bin, weight / by)
    }
    this.#order()
  }

  /** The place below which a share of the values lies, 0 to 1; null where too few came. */
  quantile(share: number): number | null {
    const last = this.#view.at(-1)
    if (last === undefined) return null
    const wanted = share * last[1]
    let low = 0
    let high = this.#view.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#view[middle]![1] >= wanted) high = middle
      else low = middle + 1
    }
    return this.#view[low]![0] / perStep
  }

  /** The share of the values that stand at a place. */
  share(place: number): number {
    return this.#total === 0 ? 0 : (this.#bins.get(binOf(place)) ?? 0) / this.#total
  }

  save(): SavedSketch {
    return [[...this.#bins], this.#total, this.learned, this.#view]
  }

  load([bins, total, learned, view]: SavedSketch): void {
    this.#bins.clear()
    for (const [bin, weight] of bins) this.#bins.set(bin, weight)
    this.#total = total
    this.learned = learned
    this.#look(view)
  }

  #order(): void {
    let total = 0
    const view = [...this.#bins]
      .sort(([a], [b]) => a - b)
      .map(([bin, weight]) => {
        total += weight
        return [bin, total] as const
      })
    this.#look(view)
    this.#total = total
  }

  #look(view: SavedSketch[3]): void {
    this.#view = view
    this.low = this.quantile(rare) ?? Number.NaN
    this.middle = this.quantile(0.5) ?? Number.NaN
    this.high = this.quantile(1 - rare) ?? Number.NaN
  }
}

const negligible = 1e-9

const binOf = (place: number): number => Math.max(-farthest, Math.min(farthest, Math.round(place * perStep)))
