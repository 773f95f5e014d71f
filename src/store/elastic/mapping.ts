// The event schema and what an incident adds → the mapping of an index, made of what the server has.
import { type Field, type FieldName, schema } from '../../event/schema.ts'
import type { Capabilities } from './capabilities.ts'

export type Property = { readonly [name: string]: unknown }

export interface Mapping {
  readonly dynamic: boolean
  readonly properties: Readonly<Record<string, Property>>
}

type Has = Pick<Capabilities, 'wildcard' | 'matchOnlyText' | 'constantKeyword'>

/** The kinds of a field in an index: the schema's own types, and those that ECS or searching asks for. */
type Kind = keyof typeof kinds

/** Terms beyond it are not indexed; the text is kept all the same. As ECS has it. */
const keywordLimit = 1024

const keyword: Property = { type: 'keyword', ignore_above: keywordLimit }
const words = (has: Has): Property => ({ type: has.matchOnlyText ? 'match_only_text' : 'text' })
/** A term of Lucene's holds 32,766 bytes: 8,191 characters at their longest. */
const anyPart = (has: Has): Property => (has.wildcard ? { type: 'wildcard' } : { type: 'keyword', ignore_above: 8191 })
const withWords = (property: Property, has: Has): Property => ({ ...property, fields: { text: words(has) } })

// biome-ignore format: table
const kinds = {
  keyword:  () => keyword,
  long:     () => ({ type: 'long' }),
  double:   () => ({ type: 'double' }),
  float:    () => ({ type: 'float' }),
  boolean:  () => ({ type: 'boolean' }),
  ip:       () => ({ type: 'ip' }),
  date:     () => ({ type: 'date_nanos' }),
  /** Read as a whole, searched by words. */
  message:  words,
  /** A keyword that is searched by words too. */
  name:     (has: Has) => withWords(keyword, has),
  /** Searched by any part of it. */
  wildcard: anyPart,
  /** Text of strangers: searched by any part of it, and by words. */
  text:     (has: Has) => withWords(anyPart(has), has),
  /** Kept, found by nothing. */
  unindexed: () => ({ type: 'keyword', index: false, doc_values: false }),
  /** Words that were folded and parted before they came here. */
  folded:   () => ({ type: 'text', analyzer: 'whitespace', norms: false }),
  /** One field however many names are in it: what strangers send cannot make the mapping grow. */
  flattened: () => ({ type: 'flattened', depth_limit: evidenceDepth, ignore_above: keywordLimit }),
  /** The same in all documents of a data stream. */
  constant: (has: Has) => (has.constantKeyword ? { type: 'constant_keyword' } : keyword),
} satisfies Record<string, (has: Has) => Property>

/** Levels of evidence that an index takes. */
export const evidenceDepth = 50

/** Where ECS has another type than the schema. */
const ecsKinds: Readonly<Partial<Record<FieldName, Kind>>> = {
  message: 'message',
  'event.original': 'unindexed',
  'event.risk_score': 'float',
  'url.path': 'wildcard',
  'url.full': 'text',
  'user_agent.original': 'name',
  'user.name': 'name',
}

/** What incidents have beside the fields of events, and what belongs to every document of an index. */
// biome-ignore format: table
const added: Readonly<Record<string, Kind>> = {
  'data_stream.type':          'constant',
  'data_stream.dataset':       'constant',
  'data_stream.namespace':     'constant',
  'ecs.version':               'keyword',
  'event.ingested':            'date',
  'event.module':              'keyword',
  'related.ip':                'ip',
  'related.user':              'keyword',
  'rule.category':             'keyword',
  'rule.description':          'keyword',
  'rule.author':               'keyword',
  'rule.reference':            'keyword',
  'threat.framework':          'keyword',
  'threat.technique.reference': 'keyword',
  'tripline.advice':           'keyword',
  'tripline.false_positives':  'keyword',
  'tripline.cwe':              'keyword',
  'tripline.wstg':             'keyword',
  'tripline.incident.id':      'keyword',
  'tripline.incident.status':  'keyword',
  'tripline.incident.count':   'long',
  'tripline.incident.last_seen':    'date',
  'tripline.incident.notes.at':     'date',
  'tripline.incident.notes.author': 'keyword',
  'tripline.incident.notes.text':   'message',
  'tripline.incident.keys':    'flattened',
  'tripline.incident.values':  'flattened',
  'tripline.incident.approximate': 'keyword',
  'tripline.incident.events':  'flattened',
  'tripline.incident.late.count':  'long',
  'tripline.incident.late.events': 'flattened',
  'tripline.block.outcome':    'keyword',
  'tripline.block.address':    'keyword',
  'tripline.block.detail':     'keyword',
  'tripline.block.until':      'date',
  'tripline.block.packet':     'date',
  'tripline.block.rule':       'date',
  'tripline.block.kernel':     'date',
  'tripline.block.delay_ms':   'float',
  'tripline.search.words':     'folded',
  'tripline.search.addresses': 'keyword',
  'tripline.search.recorded':  'date',
}

function kindOf(name: FieldName): Kind {
  const { type, text }: Field = schema[name]
  return ecsKinds[name] ?? (text ? 'text' : type)
}

/** Every field of an index by its dotted name. */
export function mappedFields(has: Has): ReadonlyMap<string, Property> {
  const own = (Object.keys(schema) as FieldName[]).map((name) => [name, kindOf(name)] as const)
  return new Map([...own, ...Object.entries(added)].map(([name, kind]) => [name, kinds[kind](has)]))
}

/** Fields outside the table are kept in the document and not indexed, unless `tripline@custom` maps them. */
export function mapping(has: Has): Mapping {
  const properties: Record<string, Property> = {}
  for (const [name, property] of mappedFields(has)) place(properties, name.split('.'), property)
  return { dynamic: false, properties }
}

function place(properties: Record<string, Property>, path: readonly string[], property: Property): void {
  const [first, ...rest] = path
  if (rest.length === 0) {
    properties[first!] = property
    return
  }
  properties[first!] ??= { properties: {} }
  place(properties[first!]!['properties'] as Record<string, Property>, rest, property)
}
