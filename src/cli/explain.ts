// `tripline explain RULE [INPUT…]`: a rule → how it is evaluated and what it may cost; with inputs, why it fired there
// or did not.

import { existsSync } from 'node:fs'
import { boundsOfRules } from '../app/bounds.ts'
import { type FoundConfig, findConfig } from '../app/config.ts'
import { type InputOptions, openInputs } from '../app/inputs.ts'
import { loadNamed } from '../app/named-rules.ts'
import { type LoadedRules, loadRules, loginStage } from '../app/rules.ts'
import { type Dissected, dissect } from '../compiler/dissect.ts'
import type { Rule } from '../compiler/plan.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Bounds } from '../engine/bounds.ts'
import { feeding } from '../engine/chains.ts'
import { OperationalError } from '../errors.ts'
import { filledWhole } from '../event/layout.ts'
import { explain } from '../explain/explain.ts'
import { Observer } from '../explain/observe.ts'
import type { Incident, IncidentChange } from '../incident/incident.ts'
import { Evaluator } from '../pipeline/evaluator.ts'
import { rowsOf } from '../pipeline/incident-rows.ts'
import { scan } from '../pipeline/scan.ts'
import { hasErrors, reportLeftOut } from './diagnostics.ts'
import { explanationJson, printExplanation } from './print-explanation.ts'
import { type Observed, observedJson, printObserved } from './print-observed.ts'
import { coloursFor, json, out, width } from './terminal.ts'
import { reportInputs, reportUnreadable } from './unreadable.ts'

export interface ExplainOptions extends InputOptions {
  readonly rules?: readonly string[]
  readonly json?: true
  readonly atEnd: 'undecided' | 'fire'
}

/** 0; 2 where the rule's file has a mistake, or an input could not be read. */
export async function explainCommand(
  name: string,
  inputs: readonly string[],
  options: ExplainOptions,
): Promise<number> {
  const found = await findConfig(options.config)
  const loaded = loadWith(name, options, found)
  const { bounds, boundsOf } = boundsOfRules(found.config.bounds)
  const rules = chosen(name, loaded)
  let broken = false
  for (const [i, rule] of rules.entries()) {
    if (i > 0 && !options.json) out('')
    const dissected = dissectedOf(rule, loaded)
    const explained = { rule, dissected, loaded, bounds: boundsOf.get(rule.metadata.id) ?? bounds }
    if (inputs.length === 0) tellRule(explained, options)
    else if (!(await tellInput(explained, inputs, options))) broken = true
  }
  return broken || (isPath(name) && hasErrors(loaded.problems)) ? 2 : 0
}

const isPath = (name: string): boolean => name.endsWith('.trip') || existsSync(name)

/** A file is read alone, unless it asks for rules of others, or it is said which rules there are besides. */
function loadWith(name: string, { rules }: ExplainOptions, found: FoundConfig): LoadedRules {
  if (isPath(name)) return loadNamed([name, ...(rules ?? [])], found)
  const { config, resolve } = found
  const { lists, app } = config
  return loadRules({ paths: rules ?? config.rules?.map(resolve), lists, limits: app.limits, resolve })
}

/** The rules of a file, or the one of that name. */
function chosen(name: string, { ruleset, problems, files }: LoadedRules): readonly Rule[] {
  const found = isPath(name)
    ? ruleset.rules.filter(({ metadata }) => metadata.path === files[0]?.path)
    : ruleset.rules.filter(({ metadata }) => metadata.id === name)
  const wrong = problems.filter(({ text }) => isPath(name) || new RegExp(`\\brule\\s+${escaped(name)}\\b`).test(text))
  if (found.length === 0 || isPath(name)) reportLeftOut(wrong, ruleset.rules.length, coloursFor(process.stderr))
  if (found.length > 0 || (isPath(name) && hasErrors(wrong))) return found
  throw new OperationalError('USAGE', { details: `There is no rule ${name}. ${advice(name, ruleset.rules)}` })
}

const escaped = (text: string): string => text.replace(/[^\w]/g, '\\$&')

function advice(name: string, rules: readonly Rule[]): string {
  const like = nearest(
    name,
    rules.map(({ metadata }) => metadata.id),
  )
  return like ? `Did you mean ${like}?` : 'Name a rule, or the file that it is in; --rules says where rules are.'
}

function dissectedOf({ metadata }: Rule, { files, ruleset, ...deployed }: LoadedRules): Dissected {
  const file = files.find(({ path }) => path === metadata.path)!
  return dissect(file, metadata.id, ruleset.layout, deployed)!
}

function tellRule({ rule, dissected, loaded, bounds }: Explained, options: ExplainOptions): void {
  const explanation = explain(rule, dissected, { bounds, rules: loaded.ruleset.rules })
  if (options.json) out(json(explanationJson(explanation)))
  else out(printExplanation(explanation, coloursFor(process.stdout)))
}

interface Explained {
  readonly rule: Rule
  readonly dissected: Dissected
  readonly loaded: LoadedRules
  readonly bounds: Bounds
}

/** False where an input could not be read. */
async function tellInput(explained: Explained, inputs: readonly string[], options: ExplainOptions): Promise<boolean> {
  const opened = await openInputs(inputs, options)
  reportInputs(opened)
  const observed = await run(explained, opened, options)
  const unreadable = opened.sources.flatMap((source) => source.unreadable())
  reportUnreadable(unreadable)
  if (options.json) out(json(observedJson(observed)))
  else out(printObserved(observed, { colours: coloursFor(process.stdout), width: width(process.stdout) }))
  const nothing = Object.keys(observed.events).length === 0
  return opened.refused.length === 0 && !(unreadable.length > 0 && nothing)
}

async function run(
  { rule, dissected, loaded: { ruleset } }: Explained,
  { sources, config }: Awaited<ReturnType<typeof openInputs>>,
  { atEnd }: ExplainOptions,
): Promise<Observed> {
  const observer = new Observer(rule, dissected)
  // A rule over incidents needs the rules that raise them.
  const others = feeding(rule, ruleset.rules)
  const evaluator = new Evaluator(
    // Of events that the rule turns down too it is told how far they came.
    { ...ruleset, rules: [observer.rule, ...others], layout: filledWhole(ruleset.layout) },
    sources.map(({ info }) => info),
    {
      ...loginStage(ruleset, config.app.login),
      ...boundsOfRules(config.bounds),
      near: (of, miss) => {
        if (of === observer.rule) observer.near(miss)
      },
    },
  )
  const incidents: Incident[] = []
  const take = (changes: readonly IncidentChange[]): void => {
    const raised = changes.flatMap((change) => (change.kind === 'raised' ? [change.incident] : []))
    observer.see(
      rowsOf(
        raised.filter(({ ruleId }) => ruleId !== rule.metadata.id),
        ruleset.layout,
      ),
    )
    incidents.push(...raised.filter(({ ruleId }) => ruleId === rule.metadata.id))
  }
  for await (const { changes: found, delivery } of scan(sources, evaluator)) {
    if (delivery) observer.see(delivery.batch)
    take(found)
  }
  take(evaluator.end(atEnd))
  observer.open(evaluator.begun().get(rule.metadata.id) ?? [])
  return {
    rule: rule.metadata,
    counters: evaluator.ruleCounters().find((counters) => counters.rule === rule.metadata.id)!,
    incidents,
    undecided: evaluator.undecided().get(rule.metadata.id) ?? 0,
    events: evaluator.eventCounts(),
    observation: observer.read(),
  }
}
