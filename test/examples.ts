// What is planted in the capture that ships, and inputs → the incidents that the shipped rules raise on them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openInputs } from '../src/app/inputs.ts'
import { loadRules, loginStage } from '../src/app/rules.ts'
import type { Incident } from '../src/incident/incident.ts'
import { Evaluator } from '../src/pipeline/evaluator.ts'
import { scan } from '../src/pipeline/scan.ts'

export interface Planted {
  readonly capture: string
  readonly log: string
  readonly attacks: readonly {
    readonly id: string
    readonly class: string
    readonly addresses: readonly string[]
    readonly rules: { readonly capture: readonly string[]; readonly log: readonly string[] }
  }[]
  readonly benign: readonly { readonly address: string }[]
}

export const examples = join(import.meta.dirname, '..', 'examples')
export const planted = JSON.parse(readFileSync(join(examples, 'planted.json'), 'utf8')) as Planted

export async function incidentsOf(paths: readonly string[]): Promise<Incident[]> {
  const { sources } = await openInputs(paths, {})
  const { ruleset } = loadRules({ paths: undefined })
  const infos = sources.map(({ info }) => info)
  const evaluator = new Evaluator(ruleset, infos, loginStage(ruleset, []))
  const incidents: Incident[] = []
  for await (const { changes } of scan(sources, evaluator)) {
    for (const change of changes) if (change.kind === 'raised') incidents.push(change.incident)
  }
  return incidents
}
