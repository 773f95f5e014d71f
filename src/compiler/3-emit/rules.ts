// A checked rule → a runnable rule, once it is known which slot each field has.
import { isDecoded } from '../../event/schema.ts'
import type { Value } from '../../event/value.ts'
import { chainOf } from '../2-check/chains.ts'
import type { Scope } from '../2-check/scope.ts'
import { testNames } from '../2-check/tests.ts'
import type { Entry, EntryKind, Expression, Query, Response, RuleDeclaration, Test, TestStep } from '../ast.ts'
import { messageParts } from '../message.ts'
import type * as plan from '../plan.ts'
import { valueContext } from './context.ts'
import type { Linked, QueryContext } from './filters.ts'
import { detect } from './queries.ts'
import { Unit } from './unit.ts'
import { value } from './values.ts'

export interface EmittedRule {
  readonly fields: ReadonlySet<string>
  readonly sought: QueryContext['sought']
  readonly directions: QueryContext['directions']
  readonly categories: number
  /** Of events of those categories, what it needs to look further: clauses of fields, of each of which one must be there. */
  readonly needs: readonly (readonly string[])[]
  readonly link: Linked<plan.Rule>
}

export function emitRule(
  rule: RuleDeclaration,
  origin: Pick<plan.RuleMetadata, 'path' | 'version'>,
  scope: Scope,
): EmittedRule {
  const exceptions = entriesOf(rule, 'except')
  const context: QueryContext = {
    scope,
    exceptions,
    fields: new Set(),
    sought: new Map(),
    directions: new Map(),
    categories: 0,
    ways: [],
  }
  const { query } = entriesOf(rule, 'detect')[0]!
  const linkDetect = detect(query, context)
  const suppress = suppression(rule)
  // Incidents of one event are suppressed by what its row says: where rules are spread, that decides where it goes.
  if (query.kind === 'event') for (const name of suppress?.by ?? []) readWhole(name, context)
  const metadata = metadataOf(rule, origin)
  const chain = chainOf(query, scope)
  const parts = {
    metadata,
    message: messageParts(entriesOf(rule, 'incident')[0]?.message.value ?? metadata.title),
    suppress,
    respond: entriesOf(rule, 'respond').flatMap(({ responses }) => responses.map(response)),
    evidence: evidence(rule),
    tests: entriesOf(rule, 'test').map((test) => ruleTest(test, scope)),
    ...(chain && { chain: { rules: chain.rules.map(({ id }) => id), isOpen: chain.open !== null } }),
  }
  for (const name of shownBy(parts)) readWhole(name, context)
  const { fields, sought, directions, categories } = context
  return {
    fields,
    sought,
    directions,
    categories,
    needs: needsOfAll(query, context),
    link: (layout) => ({ ...parts, detect: linkDetect(layout) }),
  }
}

/** Where there is but one filter, nothing is read of what does not pass it. */
const needsOfAll = ({ kind }: Query, { ways }: QueryContext): EmittedRule['needs'] =>
  ways.length === 1 && (kind === 'event' || kind === 'stats' || kind === 'first_seen') ? ways[0]! : []

function readWhole(name: string, { fields, sought, directions }: QueryContext): void {
  fields.add(name)
  sought.set(name, null)
  directions.set(name, null)
}

/** Messages are decoded where somebody reads what they say: also an incident, which may name the step before the field. */
function shownBy({ message, suppress, evidence }: Pick<plan.Rule, 'message' | 'suppress' | 'evidence'>): string[] {
  const inMessage = message.flatMap((part) => (typeof part === 'string' ? [] : [part.name]))
  const named = [...inMessage, ...(suppress?.by ?? []), ...evidence.keep, ...evidence.hash]
  return named.flatMap((name) => [name, name.slice(name.indexOf('.') + 1)]).filter(isDecoded)
}

const entriesOf = <K extends EntryKind>({ entries }: RuleDeclaration, kind: K): Extract<Entry, { kind: K }>[] =>
  entries.filter((entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind)

/** What an incident of a level risks where its rule does not say: Elastic's steps. */
const risks: Readonly<Record<plan.Level, number>> = { informational: 1, low: 21, medium: 47, high: 73, critical: 99 }

function metadataOf(
  rule: RuleDeclaration,
  { path, version }: Pick<plan.RuleMetadata, 'path' | 'version'>,
): plan.RuleMetadata {
  const text = (key: string): string => entriesOf(rule, 'text').find((entry) => entry.key === key)?.value.value ?? ''
  const word = (key: string) => entriesOf(rule, 'word').find((entry) => entry.key === key)?.value.text
  const codes = (key: string): string[] =>
    entriesOf(rule, 'codes').flatMap((entry) => (entry.key === key ? entry.values.map((code) => code.text) : []))
  const texts = (key: string): string[] =>
    entriesOf(rule, 'texts').flatMap((entry) => (entry.key === key ? entry.values.map((part) => part.value) : []))
  const level = word('level') as plan.Level
  return {
    id: rule.name.text,
    title: text('title'),
    version,
    ruleset: path.split(/[\\/]/).at(-2) ?? '',
    path,
    level,
    risk: entriesOf(rule, 'risk')[0]?.value.value ?? risks[level],
    status: (word('status') ?? 'stable') as plan.RuleStatus,
    about: text('about'),
    advice: text('advice'),
    author: text('author'),
    falsePositives: texts('false_positives'),
    attack: codes('attack'),
    cwe: codes('cwe'),
    wstg: codes('wstg'),
    references: texts('references'),
  }
}

function suppression(rule: RuleDeclaration): plan.Rule['suppress'] {
  const [entry] = entriesOf(rule, 'suppress')
  return entry ? { spanUs: entry.duration.us, by: entry.by.map(({ text }) => text) } : null
}

// RFC 6455 section 7.4.1: the code for whoever breaks a rule that needs no code of its own.
const policyViolation = 1008

function response(part: Response): plan.Response {
  switch (part.kind) {
    case 'log':
      return { kind: 'log' }
    case 'webhook':
      return { kind: 'webhook', name: part.name.text }
    case 'block':
      return { kind: 'block', spanUs: part.duration.us }
    case 'close':
      return { kind: 'close', code: part.code?.value ?? policyViolation }
  }
}

function evidence(rule: RuleDeclaration): plan.Rule['evidence'] {
  const clauses = entriesOf(rule, 'evidence').flatMap((entry) => entry.clauses)
  const named = (action: string): string[] =>
    clauses.flatMap((clause) => (clause.action === action ? clause.fields.map(({ text }) => text) : []))
  return { keep: named('keep'), hash: named('hash'), drop: named('drop') }
}

function ruleTest({ name, steps }: Test, scope: Scope): plan.RuleTest {
  return {
    name: name.value,
    steps: steps.filter((step) => step.kind !== 'expect').map((step) => testStep(step, scope)),
    expectations: steps.filter((step) => step.kind === 'expect').map((step) => expectation(step, scope)),
  }
}

function testStep(step: Exclude<TestStep, { kind: 'expect' }>, scope: Scope): plan.TestStep {
  if (step.kind === 'wait') return { kind: 'wait', spanUs: step.duration.us }
  const fields = assignments(step.fields, scope)
  return {
    kind: 'events',
    repeat: step.repeat?.value ?? 1,
    everyUs: step.every?.us ?? 0,
    category: step.category.text,
    fields,
  }
}

const expectation = (step: Extract<TestStep, { kind: 'expect' }>, scope: Scope): plan.Expectation => ({
  incidents: step.count.value,
  fields: assignments(step.fields, scope)(1),
})

type Assignments = Extract<TestStep, { kind: 'events' }>['fields']

function assignments(parts: Assignments, scope: Scope): (n: number) => Readonly<Record<string, Value>> {
  const made = parts.map(({ field, value: given }) => ({ name: field.text, read: assigned(given, scope) }))
  return (n) => Object.fromEntries(made.map(({ name, read }) => [name, read(n)]))
}

function assigned(given: Expression | readonly Expression[], scope: Scope): (n: number) => Value {
  if (Array.isArray(given)) {
    const elements = given.map((element: Expression) => assigned(element, scope))
    return (n) => elements.map((read) => read(n)).filter((element) => element !== null) as Value
  }
  const expression = given as Expression
  if (expression.kind === 'literal') return () => expression.value
  // Most runs run no tests.
  let read: ((n: number) => Value) | null = null
  return (n) => {
    read ??= emitted(expression, scope)
    return read(n)
  }
}

function emitted(expression: Expression, scope: Scope): (n: number) => Value {
  const unit = new Unit()
  const code = value(
    expression,
    valueContext(unit, testNames, scope, () => 'v'),
  )
  return unit.overValue(code) as (n: number) => Value
}
