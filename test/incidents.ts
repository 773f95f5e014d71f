// Inputs → the incidents that the shipped rules raise on them, as `scan` does where nothing is configured; and who is in one.
import { openInputs } from '../src/app/inputs.ts'
import { loadRules, loginStage } from '../src/app/rules.ts'
import type { Unreadable } from '../src/event/source.ts'
import type { Incident } from '../src/incident/incident.ts'
import { Evaluator } from '../src/pipeline/evaluator.ts'
import { scan } from '../src/pipeline/scan.ts'

let shipped: ReturnType<typeof loadRules> | null = null

/** Compiled once for all tests of a process. */
export function shippedRuleset(): ReturnType<typeof loadRules>['ruleset'] {
  shipped ??= loadRules({ paths: undefined })
  return shipped.ruleset
}

export interface Scanned {
  readonly incidents: readonly Incident[]
  readonly unreadable: readonly Unreadable[]
}

export const incidentsOf = async (paths: readonly string[]): Promise<readonly Incident[]> =>
  (await scanned(paths)).incidents

export async function scanned(paths: readonly string[]): Promise<Scanned> {
  const { sources } = await openInputs(paths, {})
  const ruleset = shippedRuleset()
  const infos = sources.map(({ info }) => info)
  const evaluator = new Evaluator(ruleset, infos, loginStage(ruleset, []))
  const incidents: Incident[] = []
  for await (const { changes } of scan(sources, evaluator)) {
    for (const change of changes) if (change.kind === 'raised') incidents.push(change.incident)
  }
  return { incidents, unreadable: sources.flatMap((source) => source.unreadable()) }
}

/** The addresses of clients in an incident: of itself and of the events that took part. */
export const involved = (incident: Incident): readonly string[] => valuesAt(incident, /(?:^|\.)(?:source|client)\.ip$/)

/** The users in an incident, in the same way. */
export const usersIn = (incident: Incident): readonly string[] => valuesAt(incident, /(?:^|\.)user\.name$/)

function valuesAt({ document }: Incident, path: RegExp): readonly string[] {
  const values = new Set<string>()
  collect(document, '')
  return [...values]

  function collect(value: unknown, at: string): void {
    if (Array.isArray(value)) for (const one of value) collect(one, at)
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) collect(inner, at === '' ? name : `${at}.${name}`)
    } else if (path.test(at)) values.add(String(value))
  }
}
