// The tree → every generated file, as it should be.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { aggregatesPage } from './aggregates.ts'
import { anomaliesPage } from './anomalies.ts'
import { cliPage } from './cli.ts'
import { configPage } from './config.ts'
import { connectorsPage } from './connectors.ts'
import { diagnosticsPage } from './diagnostics.ts'
import { featuresPage } from './features.ts'
import { fieldsPage } from './fields.ts'
import { functionsPage } from './functions.ts'
import type { Generated } from './generated.ts'
import { grammarPage } from './grammar.ts'
import { scannerKernels } from './kernel.ts'
import { kibanaFiles } from './kibana.ts'
import { logFormatGrammars } from './log-formats.ts'
import { metricsPage } from './metrics.ts'
import { readmeIncidents } from './readme.ts'
import { rulesPages } from './rules.ts'
import { textMateGrammar } from './text-mate.ts'

export const root = resolve(import.meta.dirname, '../..')

/** The grammars come first: what follows may be built from them. */
const generators: readonly ((root: string) => readonly Generated[] | Promise<readonly Generated[]>)[] = [
  logFormatGrammars,
  scannerKernels,
  anomaliesPage,
  fieldsPage,
  featuresPage,
  diagnosticsPage,
  functionsPage,
  aggregatesPage,
  grammarPage,
  textMateGrammar,
  connectorsPage,
  rulesPages,
  metricsPage,
  configPage,
  kibanaFiles,
  cliPage,
  readmeIncidents,
]

export async function generateAll(): Promise<Generated[]> {
  const all: Generated[] = []
  for (const generate of generators) all.push(...(await generate(root)))
  return all
}

export function isFresh({ path, text }: Generated): boolean {
  const file = join(root, path)
  return existsSync(file) && readFileSync(file, 'utf8') === text
}
