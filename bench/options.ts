// The command line's words → which benches, and how much of them.
import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** How often everything is measured. */
  readonly runs: number
  /** Events of a log that is measured. */
  readonly events: number
  /** A folder with other engines to compare with. */
  readonly peers: string | null
  readonly minutes: number
  /** A folder with attack strings and benign texts. */
  readonly data: string | null
  /** A file that is to hold what detectors got wrong. */
  readonly failures: string | null
  readonly json: boolean
  /** Nothing is kept: to see whether a bench works. */
  readonly trial: boolean
}

export function readOptions(words: readonly string[]): {
  readonly names: readonly string[]
  readonly options: BenchOptions
} {
  const { positionals, values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      runs: { type: 'string', default: '5' },
      events: { type: 'string', default: '1000000' },
      peers: { type: 'string' },
      minutes: { type: 'string', default: '30' },
      failures: { type: 'string' },
      json: { type: 'boolean', default: false },
      trial: { type: 'boolean', default: false },
    },
  })
  const options = {
    runs: Number(values.runs),
    events: Number(values.events),
    peers: values.peers ?? process.env['TRIPLINE_PEERS'] ?? null,
    minutes: Number(values.minutes),
    data: process.env['TRIPLINE_DATA'] ?? null,
    failures: values.failures ?? null,
    json: values.json,
    trial: values.trial,
  }
  return { names: positionals, options }
}
