// Tripline beside other engines: the same six rules on the same events, everybody in turns, and nobody's figures count who
// finds something else than the loop that is written by hand.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { measure } from './measure.ts'
import type { BenchOptions } from './options.ts'
import { type Contender, contendersOf, readReport } from './peers/contenders.ts'
import { writePeerEvents } from './peers/generate.ts'
import { type Figures, type Measured, ratios, valuesOf } from './peers/ratios.ts'
import { differences, type Found } from './peers/tally.ts'
import { median, type Row } from './table.ts'

export async function peersBench(options: BenchOptions): Promise<readonly Row[]> {
  const peers = options.peers === null ? null : resolve(options.peers)
  const field = { path: eventsFile(options.events, peers), events: options.events, peers }
  const { all, missing } = contendersOf(field)
  for (const name of missing) console.error(`Left out, since not installed: ${name}.`)
  const expected = await expectedBy(all)
  const measured = all.map((contender) => ({ contender, version: '', turns: [] as Figures[] }))
  for (let turn = 1; turn <= options.runs; turn++) {
    for (const one of measured) {
      console.error(`${turn} of ${options.runs}: ${one.contender.name}`)
      const { version, ...figures } = await runOnce(one.contender, expected).catch((cause: unknown) => {
        throw new Error(`${one.contender.name} could not be measured.`, { cause })
      })
      one.version = version || one.version
      one.turns.push(figures)
    }
  }
  return [...ratios(measured), ...measured.map((one) => rowOf(one, options.events)), matchesRow(expected)]
}

/** The others' own events, made by their own generator, where they are there. */
function eventsFile(events: number, peers: string | null): string {
  const folder = join(import.meta.dirname, 'data')
  mkdirSync(folder, { recursive: true })
  if (peers === null) {
    const path = join(folder, `peers-own-${events}.ndjson`)
    if (!existsSync(path)) writePeerEvents(path, { events, seed: 42 })
    return path
  }
  const made = join(peers, 'data', `events-${events}.ndjson`)
  const path = existsSync(made) ? made : join(folder, `peers-${events}.ndjson`)
  if (!existsSync(path)) {
    const words = [join(peers, 'gen.mjs'), '--n', String(events), '--out', path]
    if (spawnSync(process.execPath, words, { stdio: 'inherit' }).status !== 0) throw new Error('No events were made.')
  }
  return path
}

async function expectedBy(all: readonly Contender[]): Promise<Found> {
  const { words, env, read } = all.find(({ kind }) => kind === 'loop')!.cold!
  return read((await measure([], words, env)).stdout)
}

async function runOnce(
  { name, warm, cold }: Contender,
  expected: Found,
): Promise<Figures & { readonly version: string }> {
  const figures: { -readonly [Name in keyof Figures]: Figures[Name] } = {}
  let version = ''
  if (warm) {
    const report = readReport((await measure([], warm.words, warm.env)).stdout)
    check(name, report, expected)
    version = report.version
    if (report.engine_ms != null) figures.engineMs = report.engine_ms
    if (report.engine_cpu_ms != null) figures.engineCpuMs = report.engine_cpu_ms
    if (report.wall_ms != null) figures.endToEndMs = report.wall_ms
    if (report.wall_cpu_ms != null) figures.endToEndCpuMs = report.wall_cpu_ms
  }
  if (cold) {
    const { seconds, peakMb, stdout } = await measure([], cold.words, cold.env)
    const found = cold.read(stdout)
    check(name, found, expected)
    if ('version' in found) version ||= String(found.version)
    Object.assign(figures, { coldSeconds: seconds, peakMb })
  }
  return { ...figures, version }
}

function check(name: string, found: Found, expected: Found): void {
  const wrong = differences(found, expected)
  if (wrong.length > 0) throw new Error(`${name} finds something else. ${wrong.join('; ')}`)
}

function rowOf(measured: Measured, events: number): Row {
  const rate = (figure: keyof Figures): readonly number[] =>
    valuesOf(measured, figure).map((ms) => (events / ms) * 1000)
  return {
    engine: measured.contender.name,
    version: measured.version,
    ...withSpread('engine only, events/s', rate('engineMs'), thousands),
    ...middle('engine CPU ms', valuesOf(measured, 'engineCpuMs')),
    ...withSpread('end to end, events/s', rate('endToEndMs'), thousands),
    ...middle('end-to-end CPU ms', valuesOf(measured, 'endToEndCpuMs')),
    ...withSpread('cold, s', valuesOf(measured, 'coldSeconds'), hundredths),
    ...middle('peak MB', valuesOf(measured, 'peakMb')),
  }
}

/** The middle, and from the least to the most. */
function withSpread(name: string, figures: readonly number[], show: (figure: number) => string): Row {
  if (figures.length === 0) return {}
  return { [name]: `${show(median(figures))} (${show(Math.min(...figures))} to ${show(Math.max(...figures))})` }
}

const thousands = (figure: number): string => `${Math.round(figure / 1000)} k`

const hundredths = (figure: number): string => figure.toFixed(2)

const middle = (name: string, figures: readonly number[]): Row =>
  figures.length === 0 ? {} : { [name]: median(figures) }

const matchesRow = ({ matches, sums }: Found): Row => ({
  'found by everybody': 'matches, and the sum of their sequences',
  ...Object.fromEntries(Object.keys(matches).map((rule) => [rule, `${matches[rule]} (${sums[rule]})`])),
})
