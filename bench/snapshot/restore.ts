// The file of a state → how long it takes to go on from there, in a process that has done nothing before.
import { readFileSync } from 'node:fs'
import { States } from './states.ts'
import { Stops } from './stops.ts'

export interface Restored {
  readonly restoreMs: number
  /** Of its thread alone. */
  readonly restoreCpuMs: number
}

const [keys, window, path] = [Number(process.argv[2]), process.argv[3]!, process.argv[4]!]

function piecesIn(bytes: Buffer): readonly Uint8Array[] {
  const count = bytes.readUInt32LE(0)
  let at = 4 + count * 4
  return Array.from({ length: count }, (_, n) => {
    const length = bytes.readUInt32LE(4 + n * 4)
    at += length
    return bytes.subarray(at - length, at)
  })
}

const pieces = piecesIn(readFileSync(path))
const evaluator = new States(keys, window).empty()
const stops = new Stops()
stops.time(() => evaluator.load(pieces))
console.log(JSON.stringify({ restoreMs: stops.ms, restoreCpuMs: stops.cpuMs } satisfies Restored))
