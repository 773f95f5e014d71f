// `npm run bench -- NAME [--json]`: measures, prints a table, keeps a dated result.
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { compileBench } from './compile.ts'
import { connectorsBench } from './connectors.ts'
import { elasticBench } from './elastic.ts'
import { listsBench } from './lists.ts'
import { lspBench } from './lsp.ts'
import { rulesBench } from './rules.ts'
import { scaleBench } from './scale.ts'
import { scanBench } from './scan.ts'
import { startBench } from './start.ts'
import { type Row, tables } from './table.ts'
import { wsBench } from './ws.ts'

const benches: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  scan: scanBench,
  start: startBench,
  compile: compileBench,
  connectors: connectorsBench,
  elastic: elasticBench,
  lists: listsBench,
  rules: rulesBench,
  lsp: lspBench,
  scale: scaleBench,
  ws: wsBench,
}

const [name = ''] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const bench = benches[name]
if (bench) await report(name, await bench())
else {
  console.error(`Which bench? npm run bench -- ${Object.keys(benches).join(' | ')}`)
  process.exitCode = 2
}

async function report(of: string, rows: readonly Row[]): Promise<void> {
  const at = new Date().toISOString()
  const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`
  const result = { bench: of, at, machine, rows }
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${of}-${at.slice(0, 10)}.json`), `${JSON.stringify(result, null, 2)}\n`)
  console.log(process.argv.includes('--json') ? JSON.stringify(result) : `${machine}\n\n${tables(rows)}`)
}
