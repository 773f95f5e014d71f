// A match → the incident as one ECS document. Everything in it follows from the match: a replay gives the same bytes.
import type { Level, MessagePart, RuleMetadata } from '../compiler/plan.ts'
import type { Match, StepEvidence } from '../engine/match.ts'
import { gatheredField, sharedFields } from '../event/carried.ts'
import { nest } from '../event/document.ts'
import { formatTime } from '../event/time.ts'
import type { EventDocument, NestedDocument, Value } from '../event/value.ts'
import { excerptOf, minimise } from './evidence.ts'
import { incidentId } from './identity.ts'
import type { Incident } from './incident.ts'
import { lookup, show } from './lookup.ts'

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
    document: { ...nest({ ...about(match, id, text), ...common(match) }), ...tripline(match, id) },
  }
}

const fill = (parts: readonly MessagePart[], match: Match): string =>
  parts.map((part) => (typeof part === 'string' ? part : shown(part.name, match))).join('')

function shown(name: string, match: Match): string {
  const text = show(excerptOf(lookup(match, name)))
  return match.approximate?.includes(name) ? `about ${text}` : text
}

function about(match: Match, id: string, text: string): Record<string, unknown> {
  const { metadata } = match.rule
  const at = formatTime(match.us, match.nanos)
  return {
    '@timestamp': at,
    message: text,
    'event.id': id,
    'event.kind': 'alert',
    'event.category': ['intrusion_detection', 'incident'],
    'event.type': ['info'],
    'event.dataset': 'tripline.incident',
    'event.severity': severities[metadata.level],
    'event.risk_score': metadata.risk,
    'event.reason': metadata.about || metadata.title,
    'event.start': formatTime(match.start.us, match.start.nanos),
    'event.end': at,
    ...ruleFields(metadata),
    'related.ip': related(match, ['source.ip', 'client.ip', 'destination.ip']),
    'related.user': related(match, ['user.name']),
  }
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
function common(match: Match): Record<string, Value> {
  const fields: Record<string, Value> = {}
  const events = eventsOf(match)
  for (const name of sharedFields) {
    const value = events[0]?.[name]
    if (value !== undefined && events.every((event) => event[name] === value)) fields[name] = value
  }
  const connections = valuesOf(events, [gatheredField])
  if (connections.length > 0) fields[gatheredField] = connections.length === 1 ? connections[0]! : connections
  for (const [name, value] of Object.entries(match.keys)) {
    if (value !== null && isField(name)) fields[name] = excerptOf(value)
  }
  return fields
}

function tripline(match: Match, id: string): { readonly tripline: NestedDocument } {
  const { metadata } = match.rule
  return {
    tripline: {
      level: metadata.level,
      advice: metadata.advice || null,
      false_positives: metadata.falsePositives,
      cwe: metadata.cwe,
      wstg: metadata.wstg,
      incident: {
        id,
        status: 'open',
        count: 1,
        values: nestNamed(excerpts(match.values)),
        ...(match.approximate && { approximate: match.approximate }),
        keys: nestNamed(excerpts(match.keys)),
        events: match.steps.map((step) => stepDocument(step, match)),
      },
    } as NestedDocument,
  }
}

const stepDocument = ({ name, count, events }: StepEvidence, match: Match): NestedDocument => ({
  step: name,
  count,
  events: events.map((event) => nest(minimise(event, match.rule.evidence))),
})

/** A key that is computed is no path of names: `lower(user.name)` stays whole. */
export function nestNamed(values: Readonly<Record<string, Value>>): NestedDocument {
  const all = Object.entries(values)
  const computed = all.filter(([name, value]) => !isField(name) && value !== null)
  return { ...nest(Object.fromEntries(all.filter(([name]) => isField(name)))), ...Object.fromEntries(computed) }
}

const isField = (name: string): boolean => /^[^\s()"+*/%]+$/.test(name)

const excerpts = (values: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, excerptOf(value)]))

const eventsOf = ({ steps }: Match): EventDocument[] => steps.flatMap(({ events }) => [...events])

function related(match: Match, names: readonly string[]): readonly Value[] | undefined {
  const values = valuesOf(eventsOf(match), names)
  return values.length > 0 ? values : undefined
}

/** The texts that the events have in these fields, each once. */
function valuesOf(events: readonly EventDocument[], names: readonly string[]): readonly string[] {
  const found = new Set(events.flatMap((event) => names.map((name) => event[name])))
  return [...found].filter((value) => typeof value === 'string')
}
