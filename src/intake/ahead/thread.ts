// A thread of its own: pieces of an NDJSON file → what stands in them, in the order that they come.
import { parentPort, workerData } from 'node:worker_threads'
import { newline } from '../../../connectors/json/bytes.ts'
import { copyRun, LineScanner } from '../../../connectors/ndjson/line-scanner.ts'
import { type ReadRecords, RecordCutter } from '../records.ts'
import { type Answer, buffersOf, layoutOf, type Question, type Scanned, type WantedFields } from './messages.ts'

const scanner = new LineScanner(layoutOf(workerData as WantedFields))

const scanning: ReadRecords<Scanned> = {
  read(bytes, at, last) {
    const whole = bytes.lastIndexOf(newline) + 1
    const used = last ? bytes.length : whole
    const own = new Uint8Array(bytes.subarray(0, used))
    const runs = Array.from(scanner.scan(own.subarray(0, whole)), copyRun)
    const rows = runs.reduce((sum, run) => sum + run.rows + (run.stuck < 0 ? 0 : 1), used > whole ? 1 : 0)
    return { batch: { bytes: own, at, whole, runs, rows }, rows, used }
  },
}

let aside: [string, number, string][] = []
const cutter = new RecordCutter(scanning, { put: (...what) => void aside.push(what) })

parentPort!.on('message', (piece: Question) => {
  aside = []
  const answer: Answer = { cuts: [...cutter.push(piece)], aside }
  parentPort!.postMessage(answer, buffersOf(answer))
})
