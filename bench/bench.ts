// `npm run bench -- NAME… [--json] [--trial]`: measures, prints tables, keeps a dated result and the tables of README.md.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { blockBench } from './block.ts'
import { compileBench } from './compile.ts'
import { connectorsBench } from './connectors.ts'
import { detectionBench } from './detection.ts'
import { elasticBench } from './elastic.ts'
import { keysBench } from './keys.ts'
import { listsBench } from './lists.ts'
import { lspBench } from './lsp.ts'
import { loadNow, machine } from './machine.ts'
import { manyRulesBench } from './many-rules.ts'
import { type BenchOptions, readOptions } from './options.ts'
import { peersBench } from './peers.ts'
import { fillReadme, type Result } from './readme.ts'
import { rulesBench } from './rules.ts'
import { scaleBench } from './scale.ts'
import { scanBench } from './scan.ts'
import { sensorBench } from './sensor.ts'
import { snapshotBench } from './snapshot.ts'
import { soakBench } from './soak.ts'
import { startBench } from './start.ts'
import { type Row, tables } from './table.ts'
import { windowsBench } from './windows.ts'
import { wsBench } from './ws.ts'

const benches: Readonly<Record<string, (options: BenchOptions) => Promise<readonly Row[]>>> = {
  peers: peersBench,
  'many-rules': manyRulesBench,
  windows: windowsBench,
  keys: keysBench,
  snapshot: snapshotBench,
  soak: soakBench,
  scan: scanBench,
  sensor: sensorBench,
  start: startBench,
  compile: compileBench,
  connectors: connectorsBench,
  elastic: elasticBench,
  lists: listsBench,
  rules: rulesBench,
  lsp: lspBench,
  scale: scaleBench,
  ws: wsBench,
  block: blockBench,
  detection: detectionBench,
}

const { names, options } = readOptions(process.argv.slice(2))
if (names.length === 0 || names.some((name) => !(name in benches))) {
  console.error(`Which bench? npm run bench -- ${Object.keys(benches).join(' | ')}`)
  process.exitCode = 2
} else for (const name of names) await run(name)

async function run(name: string): Promise<void> {
  const load = loadNow()
  const rows = await benches[name]!(options)
  report({ bench: name, at: new Date().toISOString(), machine: machine(), load, rows })
}

function report(result: Result): void {
  if (!options.trial) keep(result)
  console.log(options.json ? JSON.stringify(result) : `${result.machine}\n\n${tables(result.rows)}`)
}

function keep(result: Result): void {
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${result.bench}-${result.at.slice(0, 10)}.json`), `${JSON.stringify(result, null, 2)}\n`)
  fillReadme(result)
}
