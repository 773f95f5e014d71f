// Frames out of a capture, beside tshark on the same file; and how much memory one connection and 100,000 take.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type CaptureShape, generateCapture } from './generate-capture.ts'
import { type Measured, measure } from './measure.ts'
import type { BenchOptions } from './options.ts'
import { type Bundled, bundled } from './sensor/bundled.ts'
import type { Told } from './sensor/program.ts'
import { median, type Row } from './table.ts'

const beside: CaptureShape = { connections: 200, frames: 1000 }
const larger: CaptureShape = { connections: 1000, frames: 1000 }
const few: CaptureShape = { connections: 1, frames: 100_000 }
const many: CaptureShape = { connections: 100_000, frames: 4, atOnce: 100_000 }
/** Passes of one process; of all but the first the fastest counts as warm. */
const passes = 8

export async function sensorBench({ runs }: BenchOptions): Promise<readonly Row[]> {
  const program = await bundled(join(data, 'sensor'))
  const rows: Row[] = []
  for (const shape of [beside, larger]) rows.push(...(await framesOf(shape, program, runs)))
  for (const [name, shape] of [['one', few] as const, ['100,000 at once', many] as const])
    rows.push(await memory(name, shape, program))
  return rows
}

async function framesOf(shape: CaptureShape, program: Bundled, runs: number): Promise<readonly Row[]> {
  const path = await capture(shape)
  // Compiled code is kept from here on.
  await ours(path, 1, program)
  const turns: Turn[] = []
  for (let run = 0; run < runs; run++) turns.push(await turn(path, program))
  return rowsOf(turns, path, shape)
}

const data = join(import.meta.dirname, 'data')

async function capture(shape: CaptureShape): Promise<string> {
  mkdirSync(data, { recursive: true })
  const path = join(data, `frames-${shape.connections}x${shape.frames}.pcap`)
  if (!existsSync(path)) await generateCapture(path, shape)
  return path
}

/** One after the other, so that a busy minute falls on both. */
interface Turn {
  /** Null where tshark is not installed. */
  readonly tshark: Taken | null
  readonly cold: Taken
  readonly warm: Omit<Taken, 'peakMb'>
}

interface Taken {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMb: number
}

async function turn(path: string, program: Bundled): Promise<Turn> {
  const cold = await ours(path, 1, program)
  const warm = await ours(path, passes, program)
  const tshark = hasTshark() ? await measure(['-r', path, ...asked], ['tshark']) : null
  if (tshark !== null && framesIn(tshark) !== warm.told.frames) throw new Error('tshark finds other frames')
  const [, ...again] = warm.told.cpuMs.map((cpuMs, pass) => ({ cpuMs, ms: warm.told.ms[pass]! }))
  const fastest = again.toSorted((a, b) => a.cpuMs - b.cpuMs)[0]!
  return { tshark, cold, warm: { seconds: fastest.ms / 1000, cpuSeconds: fastest.cpuMs / 1000 } }
}

async function ours(
  path: string,
  times: number,
  { program, env }: Bundled,
): Promise<Measured & { readonly told: Told }> {
  const measured = await measure([], [process.execPath, program, path, String(times)], env)
  return { ...measured, told: JSON.parse(measured.stdout) as Told }
}

const hasTshark = (): boolean => spawnSync('tshark', ['--version']).status === 0

/** The fields that ours fills, of the frames alone. */
const asked = [
  ...['-Y', 'websocket', '-T', 'fields'],
  ...[
    'frame.time_epoch',
    'ip.src',
    'tcp.srcport',
    'ip.dst',
    'tcp.dstport',
    'websocket.opcode',
    'websocket.fin',
    'websocket.mask',
    'websocket.payload_length',
    'websocket.payload.text',
  ].flatMap((field) => ['-e', field]),
]

/** A line for each packet; the frames in one are told apart by commas. */
const framesIn = ({ stdout }: Measured): number =>
  stdout
    .trimEnd()
    .split('\n')
    .reduce((sum, line) => sum + line.split('\t')[5]!.split(',').length, 0)

function rowsOf(turns: readonly Turn[], path: string, shape: CaptureShape): readonly Row[] {
  const frames = shape.connections * shape.frames
  const row = (name: string, of: (turn: Turn) => Omit<Taken, 'peakMb'> & { readonly peakMb?: number }): Row => ({
    'frames of a capture': name,
    frames,
    'frames/s': frames / median(turns.map((turn) => of(turn).seconds)),
    'MB/s': statSync(path).size / 1e6 / median(turns.map((turn) => of(turn).seconds)),
    'CPU µs/frame': median(turns.map((turn) => of(turn).cpuSeconds)) * (1e6 / frames),
    ...ratios(turns, of),
    'peak MB': Math.max(...turns.map((turn) => of(turn).peakMb ?? 0)) || '',
  })
  return [
    ...(turns.every(({ tshark }) => tshark !== null) ? [row('tshark', ({ tshark }) => tshark!)] : []),
    row('Tripline, whole process', ({ cold }) => cold),
    row('Tripline, warm', ({ warm }) => warm),
  ]
}

function ratios(
  turns: readonly Turn[],
  of: (turn: Turn) => { readonly cpuSeconds: number; readonly seconds: number },
): Row {
  const times = (name: 'seconds' | 'cpuSeconds') => median(turns.map((turn) => turn.tshark![name] / of(turn)[name]))
  if (turns.some(({ tshark }) => tshark === null)) return {}
  return { 'times tshark': times('seconds'), 'by CPU': times('cpuSeconds') }
}

async function memory(name: string, shape: CaptureShape, program: Bundled): Promise<Row> {
  const { peakMb, told } = await ours(await capture(shape), 1, program)
  return { connections: name, 'frames read': told.frames, 'peak MB of memory': peakMb }
}
