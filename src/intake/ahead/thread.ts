// A thread of its own: an NDJSON file → what stands in it, batch by batch, as far ahead as there is room for.
import { flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { newline } from '../../../connectors/json/bytes.ts'
import { LineScanner } from '../../../connectors/ndjson/line-scanner.ts'
import { RunPacker } from '../../../connectors/ndjson/packed-runs.ts'
import { unwrapHead } from '../container-log.ts'
import { type ReadRecords, RecordCutter } from '../records.ts'
import { type WholeFile, wholeFile } from '../whole-file.ts'
import { bytesInPlace } from './bytes-in-place.ts'
import { Lender } from './loans.ts'
import {
  type Answer,
  layoutOf,
  mostAhead,
  type Question,
  type ScannedAnswer,
  type Start,
  type WantedFields,
} from './messages.ts'

type Scanned = Omit<ScannedAnswer, 'kind' | 'end' | 'aside'>

const { taken, ledger } = workerData as Start
let sent = 0

parentPort!.once('message', async (question: Question) => {
  // It ends by being ended, which keeps nothing.
  flushCompileCache()
  await answer(question)
})

async function answer({ path, from, wanted }: Question): Promise<void> {
  let aside: [string, number, string][] = []
  const put = (...what: [string, number, string]): void => void aside.push(what)
  const cutter = new RecordCutter(scanning(wanted), { put })
  const reading: WholeFile = {
    from,
    signal: new AbortController().signal,
    aside: { put },
    onBytes: () => {},
    open: (file, options = {}) => bytesInPlace(file, options, cutter),
  }
  try {
    for await (const piece of wholeFile(path, reading)) {
      if (sent === 0 && unwrapHead(piece.bytes) !== null) return tell({ kind: 'refused' })
      for (const { batch, end } of cutter.push(piece)) {
        tell({ kind: 'scanned', ...batch, end, aside })
        aside = []
      }
    }
    tell({ kind: 'end', aside })
  } catch (error) {
    if (sent > 0) throw error
    tell({ kind: 'refused' })
  }
}

function tell(answer: Answer): void {
  waitForRoom()
  sent++
  parentPort!.postMessage(answer)
}

function waitForRoom(): void {
  for (;;) {
    const count = Atomics.load(taken, 0)
    if (sent - count < mostAhead) return
    Atomics.wait(taken, 0, count)
  }
}

function scanning(wanted: WantedFields): ReadRecords<Scanned> {
  const layout = layoutOf(wanted)
  const scanner = new LineScanner(layout)
  const packer = new RunPacker(layout)
  const lender = new Lender(ledger)
  return {
    read(bytes, at, last) {
      const whole = bytes.lastIndexOf(newline) + 1
      const used = last ? bytes.length : whole
      packer.begin()
      const runs = Array.from(scanner.scan(bytes.subarray(0, whole)), (run) => packer.pack(run))
      const rows = runs.reduce((sum, run) => sum + run.rows + (run.stuck < 0 ? 0 : 1), used > whole ? 1 : 0)
      const { packed } = packer
      const tables = used === 0 ? 0 : packed.length + misalignment(bytes)
      const { bytes: lent, loan } = lender.lend(tables + used)
      lent.set(packed)
      lent.set(bytes.subarray(0, used), tables)
      const batch = { loan, tables, length: used, at, whole, runs, rows }
      return { batch, rows, used }
    },
  }
}

const wordBytes = 8

/**
 * How far behind a whole word they begin. Shared memory is copied to by words where both begin as far behind one, else byte
 * by byte, which takes eight times as long.
 */
const misalignment = ({ byteOffset }: Uint8Array): number => byteOffset % wordBytes
