// `npm run fuzz -- connectors [--lines N] [--seed N] [--only NAME]`: mutated lines to every connector.
// `npm run fuzz -- compile [--count N] [--seed N]`: mutated rules and queries to the compiler. Nothing may throw or hang.
// `npm run fuzz -- sensor [--count N] [--seed N] [--only TARGET]`: mutated frames, segments and blocks to the sensor; with
// `--guided SECONDS` for each target what runs new code is changed further; `--replay FILE` reads again what fell.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connectors } from '../connectors/index.ts'
import type { CompileDone, CompileTask, CompileThrew } from './fuzz/compile.ts'
import type { ConnectorDone, ConnectorThrew, Task } from './fuzz/connector.ts'
import type { GuidedDone, GuidedTask } from './fuzz/sensor/guided.ts'
import { replay, type SensorDone, type SensorTask, type SensorThrew } from './fuzz/sensor/run.ts'
import { watch } from './fuzz/watch.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '1000000' },
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    replay: { type: 'string' },
    guided: { type: 'string' },
  },
})

const seed = Number(values.seed)
const sensorThread = new URL('./fuzz/sensor/thread.ts', import.meta.url)
const targets: Readonly<Record<string, () => Promise<void>>> = {
  connectors: () => fuzzConnectors(Number(values.lines), values.only),
  compile: () => fuzzCompiler({ count: Number(values.count), seed }),
  sensor: async () => {
    const { only, replay: path, guided } = values
    if (path !== undefined) console.log(`${replay(readFileSync(path, 'utf8'))} frames`)
    else if (guided !== undefined) await guideCaptures({ seed, only, made: 512, guidedSeconds: Number(guided) })
    else await fuzzCaptures({ count: Number(values.count), seed, only })
  },
}
const target = targets[positionals[0] ?? '']
if (target) await target()
else {
  console.error(
    'Fuzz what? npm run fuzz -- connectors [--lines N] [--seed N] [--only NAME]; npm run fuzz -- compile | sensor [--count N] [--seed N] [--only TARGET]; npm run fuzz -- sensor --guided SECONDS | --replay FILE',
  )
  process.exitCode = 2
}

async function fuzzConnectors(lines: number, only: string | undefined): Promise<void> {
  const names = connectors.map(({ name }) => name).filter((name) => only === undefined || name === only)
  for (const connector of names) {
    const task: Task = { connector, lines, seed }
    const startedAt = performance.now()
    const report = await watch<ConnectorDone, ConnectorThrew>(
      new URL('./fuzz/thread.ts', import.meta.url),
      task,
      connector,
    )
    if (report?.kind === 'done') {
      const { events, aside } = report
      console.log(
        `${connector.padEnd(12)} ${report.lines} lines, ${events} events, ${aside} set aside, ${since(startedAt)} s`,
      )
    } else {
      process.exitCode = 1
      if (report) tellOf(connector, report)
    }
  }
}

function since(startedAt: number): number {
  return Math.round((performance.now() - startedAt) / 1000)
}

function tellOf(connector: string, { error, input, settings }: ConnectorThrew): void {
  const path = keep(`${connector}.log`, Buffer.from(input, 'base64'))
  console.error(`${connector} threw with the settings ${JSON.stringify(settings)} on the lines in ${path}:\n${error}`)
}

async function fuzzCompiler(task: CompileTask): Promise<void> {
  const startedAt = performance.now()
  const report = await watch<CompileDone, CompileThrew>(
    new URL('./fuzz/compile-thread.ts', import.meta.url),
    task,
    'the compiler',
  )
  if (report?.kind === 'done') {
    console.log(`compile      ${report.count} texts, ${report.sound} of them without a mistake, ${since(startedAt)} s`)
    return
  }
  process.exitCode = 1
  if (report)
    console.error(
      `The compiler threw with seed ${task.seed} on the text in ${keep('rule.trip', report.text)}:\n${report.error}`,
    )
}

async function fuzzCaptures(task: SensorTask): Promise<void> {
  const startedAt = performance.now()
  const report = await watch<SensorDone, SensorThrew>(sensorThread, task, 'the sensor')
  if (report?.kind !== 'done') {
    tellOfSensor(task, report)
    return
  }
  for (const { name, mutated, inputs, frames, slowestMs } of report.targets)
    console.log(
      `${name.padEnd(12)} ${mutated} mutated in ${inputs}, ${frames} frames, slowest ${slowestMs.toFixed(1)} ms`,
    )
  const all = report.targets.reduce((sum, { mutated }) => sum + mutated, 0)
  console.log(`sensor       ${all} mutated, heap at most ${Math.round(report.heapMb)} MB, ${since(startedAt)} s`)
}

async function guideCaptures(task: GuidedTask): Promise<void> {
  const report = await watch<GuidedDone, SensorThrew>(sensorThread, task, 'the sensor')
  if (report?.kind !== 'done') {
    tellOfSensor(task, report)
    return
  }
  for (const { name, inputs, corpus, madePlaces, places, slowestMs } of report.targets)
    console.log(
      `${name.padEnd(12)} ${inputs} inputs, ${corpus} kept, ${madePlaces} characters of code run by chance, ${places} in the end, slowest ${slowestMs.toFixed(1)} ms`,
    )
}

function tellOfSensor({ seed }: { readonly seed: number }, threw: SensorThrew | null): void {
  process.exitCode = 1
  if (threw === null) return
  const path = keep('input.json', threw.input)
  console.error(`The sensor failed with seed ${seed}; see again with --replay ${path}:\n${threw.error}`)
}

/** What broke something, where it can be looked at. */
function keep(name: string, content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'tripline-fuzz-')), name)
  writeFileSync(path, content)
  return path
}
