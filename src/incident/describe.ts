// A match → the incident as one ECS document. Everything in it follows from the match: a replay gives the same bytes.
import type { Level, MessagePart, RuleMetadata } from '../compiler/plan.ts'
import type { Match, StepEvidence } from '../engine/match.ts'
import { gatheredField, sharedFields } from '../event/carried.ts'
import { nest, nestInto } from '../event/document.ts'
import { formatTime } from '../event/time.ts'
import type { EventDocument, NestedDocument, Value } from '../event/value.ts'
import { excerptAs, excerptOf, maskedAs, minimise } from './evidence.ts'
import { incidentId } from './identity.ts'
import type { Incident } from './incident.ts'
import { lookup, show } from './lookup.ts'
import { agreedOn, eventsOf, keyOf } from './outline.ts'

/** The severities that Elastic Security maps to its own levels. */
export const severities: Readonly<Record<Level, number>> = {
  informational: 1,
  low: 21,
  medium: 47,
  high: 73,
  critical: 99,
}

export function describe(match: Match): Incident {
  const { metadata, respond, message } = match.rule
  const id = incidentId(match)
  const text = fill(message, match) || metadata.title
  const address = lookup(match, 'client.ip') ?? lookup(match, 'source.ip')
  return {
    id,
    ruleId: metadata.id,
    level: metadata.level,
    us: match.us,
    nanos: match.nanos,
    message: text,
    address: typeof address === 'string' ? address : null,
    respond,
    document: documentOf(match, id, text),
  }
}

function documentOf(match: Match, id: string, text: string): NestedDocument {
  const events = eventsOf(match)
  const document = nestInto(about(match, events, { id, text }), common(match, events))
  return Object.assign(document, { tripline: tripline(match, id) })
}

const fill = (parts: readonly MessagePart[], match: Match): string =>
  parts.map((part) => (typeof part === 'string' ? part : shown(part.name, match))).join('')

function shown(name: string, match: Match): string {
  const text = show(excerptAs(name, lookup(match, name)))
  return match.approximate?.includes(name) ? `about ${text}` : text
}

interface Naming {
  readonly id: string
  readonly text: string
}

function about(match: Match, events: readonly EventDocument[], { id, text }: Naming): NestedDocument {
  const { metadata } = match.rule
  const at = formatTime(match.us, match.nanos)
  const { rule, threat } = ofRule(metadata)
  const ip = valuesOf(events, ['source.ip', 'client.ip', 'destination.ip'])
  const user = valuesOf(events, ['user.name'])
  return {
    '@timestamp': at,
    message: text,
    event: {
      id,
      kind: 'alert',
      category: ['intrusion_detection', 'incident'],
      type: ['info'],
      dataset: 'tripline.incident',
      severity: severities[metadata.level],
      risk_score: metadata.risk,
      reason: metadata.about || metadata.title,
      start: formatTime(match.start.us, match.start.nanos),
      end: at,
    },
    // Group keys may go into these.
    rule: { ...rule },
    ...(threat && { threat: { ...threat, technique: { ...threat.technique } } }),
    ...(ip.length + user.length > 0 && {
      related: { ...(ip.length > 0 && { ip }), ...(user.length > 0 && { user }) },
    }),
  }
}

interface OfRule {
  readonly rule: NestedDocument
  readonly threat?: { readonly framework: string; readonly technique: NestedDocument }
}

/** The same in each incident of a rule. */
const ofRules = new WeakMap<RuleMetadata, OfRule>()

function ofRule(metadata: RuleMetadata): OfRule {
  const known = ofRules.get(metadata)
  if (known !== undefined) return known
  const made = nest(ruleFields(metadata)) as unknown as OfRule
  ofRules.set(metadata, made)
  return made
}

const ruleFields = (metadata: RuleMetadata): Record<string, unknown> => ({
  'rule.id': metadata.id,
  'rule.name': metadata.title,
  'rule.version': metadata.version,
  'rule.category': metadata.ruleset,
  'rule.ruleset': metadata.ruleset,
  'rule.description': metadata.about || undefined,
  'rule.author': metadata.author ? [metadata.author] : undefined,
  'rule.reference': metadata.references[0],
  'threat.framework': metadata.attack.length > 0 ? 'MITRE ATT&CK' : undefined,
  'threat.technique.id': metadata.attack.length > 0 ? metadata.attack : undefined,
  'threat.technique.reference': metadata.attack.length > 0 ? metadata.attack.map(attackPage) : undefined,
})

/** Where MITRE writes about a technique: the page of `T1110.001` is at T1110/001, and nowhere else. */
export const attackPage = (technique: string): string =>
  `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`

/** The group keys, what all events agree on, and every connection that they are of. */
function common(match: Match, events: readonly EventDocument[]): Record<string, Value> {
  const fields: Record<string, Value> = {}
  for (const name of sharedFields) {
    const value = agreedOn(events, name)
    if (value !== undefined) fields[name] = maskedAs(name, value)
  }
  const connections = valuesOf(events, [gatheredField])
  if (connections.length > 0) fields[gatheredField] = connections.length === 1 ? connections[0]! : connections
  for (const name of Object.keys(match.keys)) {
    const value = isField(name) ? keyOf(match, name) : null
    if (value !== null) fields[name] = value
  }
  return fields
}

function tripline(match: Match, id: string): NestedDocument {
  const { metadata } = match.rule
  return {
    level: metadata.level,
    advice: metadata.advice || null,
    false_positives: metadata.falsePositives,
    cwe: metadata.cwe,
    wstg: metadata.wstg,
    incident: {
      id,
      status: 'open',
      count: 1,
      values: nestNamed(match.values, (_, value) => excerptOf(value)),
      ...(match.approximate && { approximate: match.approximate }),
      keys: nestNamed(match.keys, excerptAs),
      events: match.steps.map((step) => stepDocument(step, match)),
    },
  } as NestedDocument
}

const stepDocument = ({ name, count, events }: StepEvidence, match: Match): NestedDocument => ({
  step: name,
  count,
  events: events.map((event) => nest(minimise(event, match.rule.evidence))),
})

/** A key that is computed is no path of names: `lower(user.name)` stays whole. */
export function nestNamed(
  values: Readonly<Record<string, Value>>,
  fit: (name: string, value: Value) => Value = (_, value) => value,
): NestedDocument {
  const fields: Record<string, Value> = {}
  const computed: Record<string, Value> = {}
  for (const name of Object.keys(values)) {
    const value = fit(name, values[name]!)
    if (isField(name)) fields[name] = value
    else if (value !== null) computed[name] = value
  }
  return Object.assign(nest(fields), computed)
}

const isField = (name: string): boolean => /^[^\s()"+*/%]+$/.test(name)

/** The texts that the events have in these fields, each once. */
function valuesOf(events: readonly EventDocument[], names: readonly string[]): readonly string[] {
  const found = new Set<string>()
  for (const event of events) {
    for (const name of names) {
      const value = event[name]
      if (typeof value === 'string') found.add(value)
    }
  }
  return [...found]
}
