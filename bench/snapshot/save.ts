// How many keys → how long it takes to write down all that is known of them, and how long the engine stops for it at most.
// The state is left in a file, as the store keeps it.
import { writeFileSync } from 'node:fs'
import type { StateWriter } from '../../src/engine/snapshot/write-state.ts'
import { States } from './states.ts'
import { Stops } from './stops.ts'

export interface Saved {
  /** From its beginning to its end, while a thousand events are evaluated between one turn of it and the next. */
  readonly ms: number
  /** Of that, the snapshot's own: on the clock, and of this thread alone, which a busy machine changes little. */
  readonly ownMs: number
  readonly ownCpuMs: number
  readonly longestStopMs: number
  readonly longestStopCpuMs: number
  readonly mb: number
}

const [keys, window, path] = [Number(process.argv[2]), process.argv[3]!, process.argv[4]!]

/** As long as the pipeline lets it go on before others have their turn. */
const turnMs = 20

const states = new States(keys, window)
const evaluator = states.full()

/** Of the engine, one for each turn of the snapshot. */
const stops = new Stops()
const pieces: Uint8Array[] = []

function write(state: StateWriter): void {
  const startedAt = performance.now()
  while (!state.isDone && performance.now() - startedAt < turnMs) {
    const piece = state.next(() => performance.now() - startedAt >= turnMs)
    if (piece) pieces.push(piece)
  }
}

const startedAt = performance.now()
const state = stops.time(() => evaluator.beginSaving())
while (!state.isDone) {
  stops.time(() => write(state))
  states.goOn(evaluator)
}
const saved: Saved = {
  ms: performance.now() - startedAt,
  ownMs: stops.ms,
  ownCpuMs: stops.cpuMs,
  longestStopMs: stops.longestMs,
  longestStopCpuMs: stops.longestCpuMs,
  mb: pieces.reduce((sum, { length }) => sum + length, 0) / 1e6,
}
const lengths = Uint32Array.from(pieces, ({ length }) => length)
writeFileSync(path, Buffer.concat([Uint32Array.of(pieces.length), lengths].map(bytesOf).concat(pieces.map(bytesOf))))
console.log(JSON.stringify(saved))

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
