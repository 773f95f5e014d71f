// The detection rule → in Elastic Security: made, brought up to date, or left out with the reason.
import { isDeepStrictEqual } from 'node:util'
import { ask, type Kibana, type KibanaAnswer, messageIn } from './ask.ts'

export type RuleOutcome =
  | { readonly outcome: 'created' | 'updated' | 'unchanged'; readonly enabled: boolean }
  /** Not everyone has Security, or may write rules: the rest works without. */
  | { readonly outcome: 'left_out'; readonly reason: string }

/** A rule as the API takes it. */
export interface DetectionRule {
  readonly rule_id: string
  readonly [name: string]: unknown
}

/** What belongs to whoever runs Security once the rule is there. */
const theirs: readonly string[] = ['enabled', 'actions', 'exceptions_list']

const path = '/api/detection_engine/rules'

export async function putRule(kibana: Kibana, rule: DetectionRule): Promise<RuleOutcome> {
  const found = await ask(kibana, { method: 'GET', path: `${path}?rule_id=${encodeURIComponent(rule.rule_id)}` })
  if (found.status === 200) return update(kibana, rule, found.json as DetectionRule)
  return isMissingRule(found) ? create(kibana, rule) : leftOut(found)
}

/** Security says which rule it does not have; where there is no Security, nothing is said of a rule. */
const isMissingRule = (answer: KibanaAnswer): boolean => answer.status === 404 && messageIn(answer).includes('rule_id')

async function create(kibana: Kibana, rule: DetectionRule): Promise<RuleOutcome> {
  const made = await ask(kibana, { method: 'POST', path, body: jsonBody(rule) })
  return made.status === 200 ? { outcome: 'created', enabled: isEnabled(made.json) } : leftOut(made)
}

async function update(kibana: Kibana, rule: DetectionRule, present: DetectionRule): Promise<RuleOutcome> {
  const ours = Object.entries(rule).filter(([name]) => !theirs.includes(name))
  // Kibana counts the version up with every change that anyone makes: it says nothing of ours.
  const differ = ours.some(([name, value]) => name !== 'version' && !isDeepStrictEqual(value, present[name]))
  if (!differ) return { outcome: 'unchanged', enabled: isEnabled(present) }
  const body = jsonBody(Object.fromEntries(ours.filter(([name]) => name !== 'version')))
  const changed = await ask(kibana, { method: 'PATCH', path, body })
  return changed.status === 200 ? { outcome: 'updated', enabled: isEnabled(changed.json) } : leftOut(changed)
}

const jsonBody = (value: unknown): { readonly type: string; readonly bytes: Buffer } => ({
  type: 'application/json',
  bytes: Buffer.from(JSON.stringify(value)),
})

const isEnabled = (rule: unknown): boolean => (rule as { readonly enabled?: unknown } | null)?.enabled === true

function leftOut(answer: KibanaAnswer): RuleOutcome {
  const { status } = answer
  const reason =
    status === 404
      ? 'this Kibana has no Elastic Security'
      : status === 403
        ? 'these credentials may not write detection rules'
        : messageIn(answer)
  return { outcome: 'left_out', reason }
}
