// How far event time has come: per source, and for a rule the earliest of the sources that can feed it.

import { leapOf } from '../event/headway.ts'
import {
  beginning,
  comparePosition,
  earlier,
  exclusive,
  later,
  type Position,
  type Progress,
} from '../event/position.ts'
import type { SourceInfo } from '../event/source.ts'

interface Known {
  readonly categories: number
  readonly latenessUs: number
  position: Position
  /** As `Progress` has it. */
  aheadUs: number | null
  /** Silent for too long: holds nobody back until it speaks again. */
  idle: boolean
}

export interface SourceProgress {
  readonly source: string
  readonly position: Progress
  /** Silent for too long: holds nobody back. */
  readonly idle: boolean
}

export class Watermarks {
  readonly #sources = new Map<string, Known>()

  constructor(sources: readonly SourceInfo[]) {
    for (const source of sources) this.add(source)
  }

  /** A source that is known already stays where it was; what it can produce may have changed. */
  add({ id, categories, latenessUs }: SourceInfo): void {
    const known = this.#sources.get(id) ?? { position: beginning, aheadUs: null, idle: false }
    this.#sources.set(id, { ...known, categories, latenessUs })
  }

  /** Each can produce what is derived of its categories as well. */
  widen(derived: (categories: number) => number): void {
    for (const [id, known] of this.#sources)
      this.#sources.set(id, { ...known, categories: known.categories | derived(known.categories) })
  }

  /** A source's progress never goes back. */
  progress(source: string, { us, nanos, sequence, aheadUs }: Progress): void {
    const known = this.#sources.get(source)
    if (!known) return
    known.idle = false
    known.position = later(known.position, { us, nanos, sequence })
    known.aheadUs = aheadUs ?? null
  }

  ids(): readonly string[] {
    return [...this.#sources.keys()]
  }

  /**
   * From now on it holds nobody back. Its own time may have run on; it counts where all others are idle too. Without that,
   * nothing speaks against its events from far ahead.
   */
  idle(source: string, at: Position | null): void {
    const known = this.#sources.get(source)
    if (!known) return
    if (at) this.progress(source, at)
    else if (known.aheadUs !== null) this.progress(source, { us: known.aheadUs, nanos: 0, sequence: exclusive })
    known.idle = true
  }

  /** It will not come back, or begin anew. What time it came to stays known, as that of all such of its categories. */
  forget(source: string): void {
    const known = this.#sources.get(source)
    if (!known?.idle) return
    this.#sources.delete(source)
    const id = `(gone) ${known.categories}`
    const position = later(known.position, this.#sources.get(id)?.position ?? beginning)
    const { categories, latenessUs } = known
    this.#sources.set(id, { categories, latenessUs, position, aheadUs: null, idle: true })
  }

  /** The watermark for a rule over those categories. */
  of(categories: number): Position {
    return this.held(categories) ?? this.furthest(categories)
  }

  /** Where the earliest source that can still feed it stands; null where all that could are idle. */
  held(categories: number): Position | null {
    let mark: Position | null = null
    for (const source of this.#sources.values()) {
      if (source.idle || (source.categories & categories) === 0) continue
      mark = mark === null ? source.position : earlier(mark, source.position)
    }
    return mark
  }

  /**
   * Where all that could feed a rule are idle or over, time stands where the furthest of them left it. Where nothing feeds
   * it, time has not begun: a source that can may still be added.
   */
  furthest(categories: number): Position {
    let mark = beginning
    for (const source of this.#sources.values()) {
      if ((source.categories & categories) !== 0 && comparePosition(source.position, mark) > 0) mark = source.position
    }
    return mark
  }

  /**
   * What is later than this is believed of none of the sources that could feed a rule. Everything is where time has begun in
   * none of them.
   */
  crediblyUs(categories: number): number {
    const feeding = [...this.#sources.values()].filter((source) => (source.categories & categories) !== 0)
    const limits = feeding.map(({ position, latenessUs }) => position.us + latenessUs + leapOf(latenessUs))
    const limit = Math.max(...limits)
    return Number.isFinite(limit) ? limit : Number.POSITIVE_INFINITY
  }

  progressOf(): readonly SourceProgress[] {
    return [...this.#sources].map(([source, known]) => ({ source, position: reachedBy(known), idle: known.idle }))
  }

  save(): SavedWatermarks {
    return [...this.#sources].map(([id, known]) => {
      const { categories, idle, latenessUs } = known
      return [id, categories, encode(reachedBy(known)), idle, latenessUs]
    })
  }

  load(saved: SavedWatermarks): void {
    for (const [id, categories, position, idle, latenessUs] of saved) {
      // What a source of now can produce is known better now.
      const known = this.#sources.get(id)
      const { aheadUs = null, ...reached } = decode(position)
      const info = { categories: known?.categories ?? categories, latenessUs: known?.latenessUs ?? latenessUs }
      this.#sources.set(id, { ...info, position: reached, aheadUs, idle })
    }
  }
}

const reachedBy = ({ position, aheadUs }: Known): Progress => (aheadUs === null ? position : { ...position, aheadUs })

export type SavedPosition = readonly [us: number | string, nanos: number, sequence: number, aheadUs?: number]
export type SavedWatermarks = readonly (readonly [
  source: string,
  categories: number,
  position: SavedPosition,
  idle: boolean,
  latenessUs: number,
])[]

/** JSON has no infinities. */
export function encode({ us, nanos, sequence, aheadUs }: Progress): SavedPosition {
  const saved = [Number.isFinite(us) ? us : String(us), nanos, sequence] as const
  return aheadUs === undefined ? saved : [...saved, aheadUs]
}

export function decode([us, nanos, sequence, aheadUs]: SavedPosition): Progress {
  const position = { us: Number(us), nanos, sequence }
  return aheadUs === undefined ? position : { ...position, aheadUs }
}
