// `npm run fuzz -- connectors [--lines N] [--seed N] [--only NAME]`: mutated lines to every connector; none may throw or hang.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { connectors } from '../connectors/index.ts'
import type { Report, Task } from './fuzz/connector.ts'

/** Five hundred lines that take longer than this have hung. */
const patienceMs = 60_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})

if (positionals[0] === 'connectors') await fuzzConnectors(Number(values.lines), Number(values.seed), values.only)
else {
  console.error('Fuzz what? npm run fuzz -- connectors [--lines N] [--seed N] [--only NAME]')
  process.exitCode = 2
}

async function fuzzConnectors(lines: number, seed: number, only: string | undefined): Promise<void> {
  const names = connectors.map(({ name }) => name).filter((name) => only === undefined || name === only)
  for (const connector of names) {
    const startedAt = performance.now()
    const report = await fuzzOne({ connector, lines, seed })
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    if (report.kind === 'done')
      console.log(
        `${connector.padEnd(12)} ${report.lines} lines, ${report.events} events, ${report.aside} set aside, ${seconds} s`,
      )
    else process.exitCode = 1
  }
}

function fuzzOne(task: Task): Promise<Report> {
  const worker = new Worker(new URL('./fuzz/thread.ts', import.meta.url), { workerData: task })
  return new Promise((done) => {
    let going = 0
    const end = (report: Report): void => {
      clearInterval(watch)
      void worker.terminate()
      done(report)
    }
    let heardAt = performance.now()
    const watch = setInterval(() => {
      if (performance.now() - heardAt < patienceMs) return
      console.error(`${task.connector} hung after ${going} lines with seed ${task.seed}.`)
      end({ kind: 'going', lines: going })
    }, 1000)
    worker.on('message', (report: Report) => {
      heardAt = performance.now()
      if (report.kind === 'going') going = report.lines
      else {
        if (report.kind === 'threw') tellOf(task, report)
        end(report)
      }
    })
    worker.on('error', (error) => {
      console.error(`${task.connector}: ${error.stack}`)
      end({ kind: 'going', lines: going })
    })
  })
}

function tellOf({ connector }: Task, { error, input, settings }: Extract<Report, { kind: 'threw' }>): void {
  const path = join(mkdtempSync(join(tmpdir(), 'tripline-fuzz-')), `${connector}.log`)
  writeFileSync(path, Buffer.from(input, 'base64'))
  console.error(`${connector} threw with the settings ${JSON.stringify(settings)} on the lines in ${path}:\n${error}`)
}
