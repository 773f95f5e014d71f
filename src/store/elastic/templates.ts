// What a server has → everything that is installed in it: components, templates, lifecycle policies.
import type { Capabilities } from './capabilities.ts'
import { mapping } from './mapping.ts'

export type Body = Readonly<Record<string, unknown>>

/** On everything of ours. An index has it from the template, whoever makes the index. */
export const mark = { managed_by: 'tripline' } as const

export interface Installed {
  readonly policies: Readonly<Record<string, Body>>
  readonly components: Readonly<Record<string, Body>>
  readonly templates: Readonly<Record<string, Body>>
}

export function installed(has: Capabilities): Installed {
  return {
    policies: has.ilm ? { 'tripline-alerts': policy('30d', '90d'), 'tripline-events': policy('1d', '7d') } : {},
    components: {
      'tripline@settings': { template: { settings: settings(has) } },
      'tripline@mappings': { template: { mappings: { ...mapping(has), _meta: mark } } },
    },
    templates: {
      'tripline-incidents': template('tripline-incidents', 'tripline-incidents-*'),
      'logs-tripline.alert': stream(has, { dataset: 'tripline.alert', policy: 'tripline-alerts', keepFor: '90d' }),
      'logs-tripline.event': stream(has, { dataset: 'tripline.event', policy: 'tripline-events', keepFor: '7d' }),
    },
  }
}

/** A field that a stranger's value does not fit is left out of the index; the document stays, with the value. */
const settings = (has: Capabilities): Body => ({
  'index.mapping.ignore_malformed': true,
  'index.codec': 'best_compression',
  ...(has.autoExpandReplicas ? { 'index.auto_expand_replicas': '0-1' } : {}),
  // Evidence is shown as it came: a document that is put together again from its fields is another one.
  ...(has.indexMode ? { 'index.mode': 'standard' } : {}),
})

/** The server's own template for `logs-*-*` has 100. */
const priority = 200

/** `tripline@custom` is the user's: it comes last, and may be missing. */
const template = (...patterns: readonly string[]): Body => ({
  index_patterns: patterns,
  priority,
  composed_of: ['tripline@settings', 'tripline@mappings', 'tripline@custom'],
  ignore_missing_component_templates: ['tripline@custom'],
  allow_auto_create: true,
})

interface Stream {
  readonly dataset: string
  readonly policy: string
  readonly keepFor: string
}

const stream = (has: Capabilities, { dataset, policy: name, keepFor }: Stream): Body => ({
  ...template(`logs-${dataset}-*`),
  data_stream: {},
  template: {
    ...(has.ilm ? { settings: { 'index.lifecycle.name': name } } : {}),
    ...(!has.ilm && has.streamLifecycle ? { lifecycle: { data_retention: keepFor } } : {}),
    ...(has.constantKeyword ? { mappings: sameInAll(dataset) } : {}),
  },
})

const sameInAll = (dataset: string): Body => ({
  properties: {
    data_stream: {
      properties: {
        type: { type: 'constant_keyword', value: 'logs' },
        dataset: { type: 'constant_keyword', value: dataset },
      },
    },
  },
})

const policy = (rolloverAfter: string, deleteAfter: string): Body => ({
  phases: {
    hot: { actions: { rollover: { max_age: rolloverAfter, max_primary_shard_size: '50gb' } } },
    delete: { min_age: deleteAfter, actions: { delete: {} } },
  },
})
