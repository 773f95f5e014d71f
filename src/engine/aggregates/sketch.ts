// Numbers, of any number → how many there are of each size, so that a percentile can be had of them within a stated error.
// Numbers can leave again, and the order in which they came makes no difference.

/** DDSketch (Masson, Rim, Lee, VLDB 2019) in buckets that are never merged: a value that it gives is off by one in a hundred at most. */
export const relativeError = 0.01

const base = (1 + relativeError) / (1 - relativeError)
const perBucket = 1 / Math.log(base)

/** What is nearer to nothing than that counts as nothing: its logarithm would be rounded too much. */
const least = 1e-300

/** Buckets that lie beside each other, counted together: a power of two. */
const inBlock = 64

/** Values of a rule's state that a block takes the room of. */
const heldByBlock = 25

interface Block {
  readonly number: number
  size: number
  readonly counts: Uint32Array
}

/** Counts of blocks, by the number of their first bucket: as plain data, those buckets that are not empty. */
export type SavedSketch = readonly (readonly [bucket: number, count: number])[]

export class Sketch {
  /** In their order; none is empty. */
  readonly #blocks: Block[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Values that it takes the room of. */
  get held(): number {
    return this.#blocks.length * heldByBlock
  }

  add(value: number): void {
    this.#count(bucketOf(value), 1)
  }

  /** One that was added. */
  remove(value: number): void {
    this.#count(bucketOf(value), -1)
  }

  /** About the n-th smallest, from 0. */
  at(n: number): number | undefined {
    let left = n
    for (const { number, size, counts } of this.#blocks) {
      if (left >= size) {
        left -= size
        continue
      }
      for (let i = 0; i < inBlock; i++) {
        if (left < counts[i]!) return sizeIn(number * inBlock + i)
        left -= counts[i]!
      }
    }
    return undefined
  }

  save(): SavedSketch {
    return this.#blocks.flatMap(({ number, counts }) =>
      Array.from(counts, (count, i) => [number * inBlock + i, count] as const).filter(([, count]) => count > 0),
    )
  }

  load(saved: SavedSketch): void {
    for (const [bucket, count] of saved) this.#count(bucket, count)
  }

  #count(bucket: number, by: number): void {
    const number = Math.floor(bucket / inBlock)
    const place = this.#placeOf(number)
    const known = this.#blocks[place]
    const block = known?.number === number ? known : { number, size: 0, counts: new Uint32Array(inBlock) }
    if (block !== known) this.#blocks.splice(place, 0, block)
    block.counts[bucket - number * inBlock]! += by
    block.size += by
    this.#size += by
    if (block.size === 0) this.#blocks.splice(place, 1)
  }

  /** The first block that is not before that. */
  #placeOf(number: number): number {
    let [low, high] = [0, this.#blocks.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#blocks[middle]!.number < number) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Beyond the number of any bucket of a size. */
const middle = 1 << 17

/** Grows with the value: nothing has 0, what is above nothing has those above. */
function bucketOf(value: number): number {
  const size = Math.abs(value)
  if (size < least) return 0
  const bucket = middle + Math.ceil(Math.log(size) * perBucket)
  return value > 0 ? bucket : -bucket
}

/** Of all that a bucket holds it is off by the same part of the least and of the greatest. */
function sizeIn(bucket: number): number {
  if (bucket === 0) return 0
  const exponent = Math.abs(bucket) - middle
  const size = Math.min(Math.exp((exponent - 1) / perBucket) * (1 + relativeError), Number.MAX_VALUE)
  return bucket > 0 ? size : -size
}
