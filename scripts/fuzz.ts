// `npm run fuzz -- connectors [--lines N] [--seed N] [--only NAME]`: mutated lines to every connector.
// `npm run fuzz -- compile [--count N] [--seed N]`: mutated rules and queries to the compiler. Nothing may throw or hang.
// `npm run fuzz -- sensor [--count N] [--seed N]`: mutated frames, segments and blocks of captures to the sensor.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connectors } from '../connectors/index.ts'
import type { CompileDone, CompileTask, CompileThrew } from './fuzz/compile.ts'
import type { ConnectorDone, ConnectorThrew, Task } from './fuzz/connector.ts'
import type { SensorDone, SensorTask, SensorThrew } from './fuzz/sensor.ts'
import { watch } from './fuzz/watch.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '1000000' },
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})

const seed = Number(values.seed)
const targets: Readonly<Record<string, () => Promise<void>>> = {
  connectors: () => fuzzConnectors(Number(values.lines), values.only),
  compile: () => fuzzCompiler({ count: Number(values.count), seed }),
  sensor: () => fuzzCaptures({ count: Number(values.count), seed }),
}
const target = targets[positionals[0] ?? '']
if (target) await target()
else {
  console.error(
    'Fuzz what? npm run fuzz -- connectors [--lines N] [--seed N] [--only NAME]; npm run fuzz -- compile | sensor [--count N] [--seed N]',
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
  const thread = new URL('./fuzz/sensor-thread.ts', import.meta.url)
  const report = await watch<SensorDone, SensorThrew>(thread, task, 'the sensor')
  if (report?.kind === 'done') {
    const { count, captures, frames, slowestMs, heapMb } = report
    const cost = `slowest ${slowestMs.toFixed(1)} ms, heap at most ${Math.round(heapMb)} MB`
    console.log(
      `sensor       ${count} mutated in ${captures} captures, ${frames} frames, ${cost}, ${since(startedAt)} s`,
    )
    return
  }
  process.exitCode = 1
  if (report)
    console.error(
      `The sensor failed with seed ${task.seed} on ${keep('capture.pcap', Buffer.from(report.input, 'base64'))}:\n${report.error}`,
    )
}

/** What broke something, where it can be looked at. */
function keep(name: string, content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'tripline-fuzz-')), name)
  writeFileSync(path, content)
  return path
}
