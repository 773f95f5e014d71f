// How far event time has come: per source, and for a rule the earliest of the sources that can feed it.
import { beginning, comparePosition, earlier, end, type Position } from '../event/position.ts'
import type { SourceInfo } from '../event/source.ts'

interface Progress {
  readonly categories: number
  position: Position
  /** Silent for too long: holds nobody back until it speaks again. */
  idle: boolean
}

export class Watermarks {
  readonly #sources = new Map<string, Progress>()

  constructor(sources: readonly SourceInfo[]) {
    for (const source of sources) this.add(source)
  }

  /** A source that is known already stays where it was. */
  add(source: SourceInfo): void {
    if (this.#sources.has(source.id)) return
    this.#sources.set(source.id, { categories: source.categories, position: beginning, idle: false })
  }

  /** A source's progress never goes back. */
  progress(source: string, position: Position): void {
    const known = this.#sources.get(source)
    if (!known) return
    known.idle = false
    if (comparePosition(position, known.position) > 0) known.position = position
  }

  ids(): readonly string[] {
    return [...this.#sources.keys()]
  }

  /** From now on it holds nobody back. Its own time may have run on; it counts where all others are idle too. */
  idle(source: string, at: Position | null): void {
    if (at) this.progress(source, at)
    const known = this.#sources.get(source)
    if (known) known.idle = true
  }

  /** The watermark for a rule over those categories; the end where no source feeds it. */
  of(categories: number): Position {
    let mark = end
    let fed = false
    for (const source of this.#sources.values()) {
      if ((source.categories & categories) === 0) continue
      if (source.idle) continue
      fed = true
      mark = earlier(mark, source.position)
    }
    return fed ? mark : this.furthest(categories)
  }

  /** Where all that could feed a rule are idle or over, time stands where the furthest of them left it. */
  furthest(categories: number): Position {
    let mark: Position | null = null
    for (const source of this.#sources.values()) {
      if ((source.categories & categories) === 0) continue
      if (mark === null || comparePosition(source.position, mark) > 0) mark = source.position
    }
    return mark ?? end
  }

  save(): SavedWatermarks {
    return [...this.#sources].map(([id, { categories, position, idle }]) => [id, categories, encode(position), idle])
  }

  load(saved: SavedWatermarks): void {
    for (const [id, categories, position, idle] of saved) {
      this.#sources.set(id, { categories, position: decode(position), idle })
    }
  }
}

export type SavedPosition = readonly [us: number | string, nanos: number, sequence: number]
export type SavedWatermarks = readonly (readonly [
  source: string,
  categories: number,
  position: SavedPosition,
  idle: boolean,
])[]

/** JSON has no infinities. */
export const encode = ({ us, nanos, sequence }: Position): SavedPosition => [
  Number.isFinite(us) ? us : String(us),
  nanos,
  sequence,
]

export const decode = ([us, nanos, sequence]: SavedPosition): Position => ({ us: Number(us), nanos, sequence })
