// Which values of which key came within a span, and when last. Never more than the bounds allow.
import type { Admits, Bounds, Counters } from './bounds.ts'
import { type Time, timeOf } from './held.ts'
import { Keys, type SavedKeys } from './keys.ts'
import { type Size, seenValue } from './size.ts'
import { younger } from './window.ts'

interface Seen {
  last: Time
}

interface SeenOfKey extends Seen {
  readonly values: Keys<Seen>
}

type SavedTime = readonly [text: string, us: number, nanos: number]
export type SavedSightings = SavedKeys<readonly [...SavedTime, values: SavedKeys<SavedTime>]>

export interface SightingsParts {
  readonly bounds: Bounds
  readonly counters: Counters
  readonly admits: Admits | null
  readonly spanUs: number
  /** Of one key; where there is only one, it may have as many as all. */
  readonly valuesPerKey: number
}

export class Sightings {
  readonly #parts: SightingsParts
  readonly #keys: Keys<SeenOfKey>
  /** Values of all keys. */
  #values = 0

  constructor(parts: SightingsParts) {
    this.#parts = parts
    this.#keys = new Keys(parts.bounds.keys, ({ values }) => {
      parts.counters.evictedKeys++
      this.#values -= values.size
    })
  }

  size(): Size {
    return { keys: this.#keys.size, events: 0, values: this.#values * seenValue, documents: 0 }
  }

  /** The key longest not seen goes. False where there is no other. */
  evict(): boolean {
    return this.#keys.evictOther()
  }

  /** Whether the key came within the span before, and which of the values did not. Now all of them have come. */
  see(key: string, values: readonly string[], at: Time): { readonly isKnown: boolean; readonly unseen: boolean[] } {
    this.advance(at)
    const isKnown = this.#keys.get(key) !== undefined
    const { admits } = this.#parts
    // Nothing is new of a key of which nothing is known.
    if (!isKnown && admits && !admits(this.#keys.size)) return { isKnown, unseen: values.map(() => false) }
    const seen = this.#touch(key, at)
    this.#drop(seen, at)
    const unseen = values.map((value) => {
      const isNew = !seen.values.get(value)
      touchAt(seen.values, value, at)
      if (isNew) this.#values++
      return isNew
    })
    while (this.#values > this.#parts.bounds.events && this.#keys.evictOther());
    return { isKnown, unseen }
  }

  /** What came last so long ago is as if it had never come. */
  advance(to: Time): void {
    this.#keys.dropWhile((seen) => {
      if (this.#isRecent(seen, to)) return false
      this.#values -= seen.values.size
      return true
    })
  }

  save(): SavedSightings {
    const one = ({ last }: Seen, value: string): SavedTime => saved(value, last)
    return this.#keys.saveLater(({ last, values }, key) => [
      ...saved(key, last),
      values.size > fewValues ? values.saveLater(one) : values.save(one),
    ])
  }

  load(sightings: SavedSightings): void {
    this.#keys.load(sightings, ([key, us, nanos, values]) => {
      const seen = this.#touch(key, { us, nanos })
      seen.values.load(values, ([value, valueUs, valueNanos]) => {
        touchAt(seen.values, value, { us: valueUs, nanos: valueNanos })
        this.#values++
      })
    })
  }

  #touch(key: string, at: Time): SeenOfKey {
    const seen = this.#keys.touch(key, () => ({ last: at, values: this.#noValues() }))
    seen.last = timeOf(at)
    return seen
  }

  #noValues(): Keys<Seen> {
    return new Keys(this.#parts.valuesPerKey, () => {
      this.#parts.counters.evictedEvents++
      this.#values--
    })
  }

  /** Values of the key that are too long ago: those that came last stand last. */
  #drop({ values }: SeenOfKey, at: Time): void {
    values.dropWhile((seen) => {
      if (this.#isRecent(seen, at)) return false
      this.#values--
      return true
    })
  }

  #isRecent(seen: Seen | undefined, at: Time): boolean {
    return seen !== undefined && younger(seen.last, at, this.#parts.spanUs)
  }
}

function touchAt(values: Keys<Seen>, value: string, at: Time): void {
  values.touch(value, () => ({ last: at })).last = timeOf(at)
}

/** More than these of one key are written one after another as well. */
const fewValues = 256

const saved = (text: string, { us, nanos }: Time): SavedTime => [text, us, nanos]
