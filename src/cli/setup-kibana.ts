// `tripline setup elastic --kibana URL`: dashboards, searches, data views and the detection rule in Kibana.
import { shippedKibana } from '../app/kibana.ts'
import type { Kibana } from '../kibana/ask.ts'
import type { ObjectOutcome } from '../kibana/import-objects.ts'
import { installKibana } from '../kibana/install.ts'
import type { RuleOutcome } from '../kibana/put-rule.ts'
import { coloursFor, harmless, note, out, plural } from './terminal.ts'

/** 0; 1 where Kibana refused one of the objects. */
export async function setupKibana(kibana: Kibana, options: { readonly json?: true }): Promise<number> {
  const { objects, rule } = await installKibana(kibana, shippedKibana())
  const steps = [...objects.map(objectStep), ruleStep(rule)]
  for (const step of steps) out(options.json ? JSON.stringify(step) : line(step))
  const failed = objects.filter(({ outcome }) => outcome === 'failed').length
  if (!options.json) note(failed === 0 ? `Kibana at ${kibana.url} is set up.` : `${plural(failed, 'object')} failed.`)
  return failed === 0 ? 0 : 1
}

interface Step {
  readonly what: string
  readonly name: string
  readonly outcome: ObjectOutcome['outcome'] | RuleOutcome['outcome']
  readonly reason?: string
}

/** Kibana's own words for its types. */
const words: Readonly<Record<string, string>> = { 'index-pattern': 'data view', search: 'saved search' }

const objectStep = ({ type, title, outcome, reason }: ObjectOutcome): Step => ({
  what: words[type] ?? type,
  name: title,
  outcome,
  ...(reason === undefined ? {} : { reason }),
})

function ruleStep(rule: RuleOutcome): Step {
  const step = { what: 'detection rule', name: 'Tripline incidents', outcome: rule.outcome }
  if (rule.outcome === 'left_out') return { ...step, reason: rule.reason }
  return rule.enabled ? step : { ...step, reason: 'it is switched off: enable it under Security, Rules' }
}

function line({ what, name, outcome, reason }: Step): string {
  const colours = coloursFor(process.stdout)
  const paint = outcome === 'failed' ? colours.red : outcome === 'unchanged' ? colours.dim : colours.green
  const shown = outcome.replace('_', ' ').padEnd(9)
  return `${paint(shown)} ${what} ${harmless(name)}${reason === undefined ? '' : `  (${harmless(reason)})`}`
}
