// What each partition is to be told next, as lines of the journal → numbered batches of a bounded size.
import type { Batch } from '../event/batch.ts'
import { later, type Position } from '../event/position.ts'
import type { SourceInfo } from '../event/source.ts'
import type { PartitionBatch } from '../queue/batch-queue.ts'
import { writeBatch } from './batch-text.ts'
import { rowWriter, writeJournal } from './journal.ts'

interface Pending {
  n: number
  lines: string[]
  /** How far each source has come, where that was not told yet. */
  readonly untold: Map<string, Position>
  toldMs: number
}

export interface PartitionLinesSettings {
  /** The hash of the rules by which events are routed. */
  readonly rules: string
  readonly partitions: number
  /** How long a partition without events is left without word of how far the sources have come. */
  readonly progressEveryMs: number
  /** Characters of a batch, beyond which the next one begins. */
  readonly batchLength?: number
}

export class PartitionLines {
  readonly #settings: PartitionLinesSettings
  readonly #partitions: readonly Pending[]

  constructor(settings: PartitionLinesSettings) {
    this.#settings = settings
    this.#partitions = Array.from({ length: settings.partitions }, () => ({
      n: 0,
      lines: [],
      untold: new Map(),
      toldMs: Number.NEGATIVE_INFINITY,
    }))
  }

  goOnAfter(numbers: ReadonlyMap<number, number>): void {
    for (const [partition, n] of numbers) {
      const pending = this.#partitions[partition]
      if (pending) pending.n = n
    }
  }

  addSource(source: SourceInfo): void {
    const line = writeJournal(source.id, { added: source }, null, [])
    for (const { lines } of this.#partitions) lines.push(line)
  }

  /** How far it had come is told before: what comes after would wake it again. */
  idle(source: string, at: Position | null): void {
    const line = writeJournal(source, { idle: at }, null, [])
    for (const pending of this.#partitions) {
      this.#tellProgress(pending, source)
      pending.lines.push(line)
    }
  }

  /** `rows`: which rows each partition wants. Returns how many characters that makes. */
  deliver(source: string, progress: Position, batch: Batch, rows: readonly (readonly number[])[]): number {
    let length = 0
    const write = rowWriter(batch)
    for (const [partition, pending] of this.#partitions.entries()) {
      const own = rows[partition]!
      const known = pending.untold.get(source)
      const reached = known ? later(known, progress) : progress
      if (own.length === 0) pending.untold.set(source, reached)
      else {
        pending.untold.delete(source)
        const line = writeJournal(source, reached, batch, own, { write })
        pending.lines.push(line)
        length += line.length
      }
    }
    return length
  }

  /** All that is to be told now: to partitions with events at once, to the others from time to time. */
  take(nowMs: number): PartitionBatch[] {
    return this.#partitions.flatMap((pending, partition) => {
      const isDue = Math.abs(nowMs - pending.toldMs) >= this.#settings.progressEveryMs
      if (pending.lines.length === 0 && !(isDue && pending.untold.size > 0)) return []
      for (const source of [...pending.untold.keys()]) this.#tellProgress(pending, source)
      pending.toldMs = nowMs
      const lines = pending.lines
      pending.lines = []
      return cut(lines, this.#settings.batchLength ?? usualLength).map((some) => ({
        partition,
        n: ++pending.n,
        text: writeBatch(this.#settings.rules, some),
      }))
    })
  }

  #tellProgress({ untold, lines }: Pending, source: string): void {
    const position = untold.get(source)
    if (!position) return
    untold.delete(source)
    lines.push(writeJournal(source, position, null, []))
  }
}

const usualLength = 1 << 20

/** Into pieces of no more than so many characters, where lines allow it. */
function cut(lines: readonly string[], length: number): string[][] {
  const pieces: string[][] = []
  let room = 0
  for (const line of lines) {
    if (pieces.length === 0 || line.length > room) {
      pieces.push([])
      room = length
    }
    pieces.at(-1)!.push(line)
    room -= line.length
  }
  return pieces
}
