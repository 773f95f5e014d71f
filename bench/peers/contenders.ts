// A file of events, and where other engines are installed → everybody who takes part: what to start, and how to read what it found.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { foundByIncidents } from './incidents.ts'
import type { Report } from './passes.ts'
import { rulesFolder } from './rules.ts'
import type { Found } from './tally.ts'

/** `loop`: written by hand for these rules. `part`: an engine that can say only some of the rules, and is compared with nobody. */
export type Kind = 'ours' | 'loop' | 'engine' | 'part'

export interface Contender {
  readonly name: string
  readonly kind: Kind
  /** Warmed up in its own process: prints a report. Null where only the whole process is of interest. */
  readonly warm: Command | null
  /** From the start of the process to the last thing found. */
  readonly cold: (Command & { readonly read: (stdout: string) => Found }) | null
}

export interface Command {
  readonly words: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface Field {
  readonly path: string
  readonly events: number
  /** The folder that the others are in. */
  readonly peers: string | null
}

/** Who is not installed is told of in `missing`. */
export function contendersOf(field: Field): {
  readonly all: readonly Contender[]
  readonly missing: readonly string[]
} {
  const others = field.peers === null ? [] : installed(field, field.peers)
  const { here = [], away = [] } = Object.groupBy(others, ({ isHere }) => (isHere ? 'here' : 'away'))
  const loops = here.some(({ kind }) => kind === 'loop') ? [] : handCoded(field)
  return {
    all: [...ours(field), ...loops, ...here],
    missing: [...away.map(({ name }) => name), ...(field.peers === null ? ['the other engines'] : [])],
  }
}

export function readReport(stdout: string): Report {
  const line = stdout.split('\n').findLast((one) => one.startsWith('{"peer"'))
  if (line === undefined) throw new Error('An engine reported nothing.')
  const report = JSON.parse(line) as Report
  if (report.error !== undefined) throw new Error(`${report.peer}: ${report.error}`)
  return report
}

const launcher = resolve(import.meta.dirname, '../../bin/tripline.cjs')

/** As it comes; and held to one core, where that can be done and there are more. */
function ours(field: Field): readonly Contender[] {
  const one = ['taskset', '-c', '0']
  const hasMore = availableParallelism() > 1 && spawnSync(one[0]!, ['-V']).error === undefined
  const cores = hasMore
    ? [
        { name: 'Tripline', words: [] },
        { name: 'Tripline, one core', words: one },
      ]
    : [{ name: 'Tripline', words: [] }]
  return cores.map(({ name, words }) => ({
    name,
    kind: 'ours' as const,
    warm: { words: [...words, ...node('run-tripline.ts'), field.path, ...warmUp(field)] },
    cold: {
      words: [
        ...words,
        process.execPath,
        launcher,
        'scan',
        '--json',
        '--at-end',
        'fire',
        '--rules',
        rulesFolder,
        field.path,
      ],
      read: foundByIncidents,
    },
  }))
}

function handCoded(field: Field): readonly Contender[] {
  const ways = { 'hand-coded loop': [], 'hand-coded loop, field scanner': ['--scan'] }
  return Object.entries(ways).map(([name, more]) =>
    loop(name, [...node('run-hand-coded.ts'), field.path, ...more], field),
  )
}

/** For all events in memory at once. */
const node = (program: string): readonly string[] => [
  process.execPath,
  '--max-old-space-size=8192',
  join(import.meta.dirname, program),
]

/** As often as the others warm up: two million events, two passes at least. */
const warmUp = ({ events }: Field): readonly string[] => [
  '--warmup',
  String(Math.min(20, Math.max(2, Math.ceil(2_000_000 / events)))),
]

const coldOptions = ['--mode', 'stream', '--warmup', '0']

const loop = (name: string, words: readonly string[], field: Field): Contender => ({
  name,
  kind: 'loop',
  warm: { words: [...words, ...warmUp(field)] },
  cold: { words: [...words, ...coldOptions], read: readReport },
})

interface Other extends Contender {
  readonly isHere: boolean
}

/** Half a gigabyte for those that would take what they are given. */
const lean = { PEER_JAVA_OPTS: '-XX:+UseSerialGC -Xmx512m' }

function installed(field: Field, peers: string): readonly Other[] {
  const program = (name: string): readonly string[] => [join(peers, 'bin', name), field.path]
  const sameNode = { PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` }
  const reference = existsSync(join(peers, 'bin/reference'))
  const loops = [
    loop('hand-coded loop', program('reference'), field),
    loop('hand-coded loop, field scanner', [...program('reference'), '--scan'], field),
  ].map((one) => ({ ...one, warm: { ...one.warm!, env: sameNode }, cold: { ...one.cold!, env: sameNode } }))
  return [
    ...loops.map((one) => ({ ...one, isHere: reference })),
    ...['Esper', 'Siddhi', 'Flink'].flatMap((name) => java(name, field, peers)),
    sec(program('sec'), peers),
  ]
}

function java(name: string, field: Field, peers: string): readonly Other[] {
  const module = name.toLowerCase()
  const words = [join(peers, 'bin', module), field.path]
  const built = join(peers, 'jvm', module)
  const isHere = existsSync(words[0]!) && (!existsSync(built) || existsSync(join(built, 'target/lib')))
  const cold = { words: [...words, ...coldOptions], read: readReport }
  const pipeline = { words: [...words, '--mode', 'stream', '--pipeline', ...warmUp(field)] }
  const all: readonly Contender[] = [
    { name, kind: 'engine', warm: { words: [...words, ...warmUp(field)] }, cold },
    // Flink always has several threads.
    ...(name === 'Flink'
      ? []
      : [{ name: `${name}, parser on its own thread`, kind: 'engine' as const, warm: pipeline, cold: null }]),
    { name: `${name}, 512 MB`, kind: 'engine', warm: null, cold: { ...cold, env: lean } },
  ]
  return all.map((one) => ({ ...one, isHere }))
}

/** It reads a file once, by its nature: there is nothing to warm up. */
function sec(words: readonly string[], peers: string): Other {
  const isHere = existsSync(join(peers, 'bin/sec')) && spawnSync('sec', ['--version']).error === undefined
  return { name: 'SEC, four of the rules', kind: 'part', warm: null, cold: { words, read: readReport }, isHere }
}
