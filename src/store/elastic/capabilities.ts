// A server → what it has of the things that not all have. Asked by templates that are simulated and never kept.
import type { Client } from '@elastic/elasticsearch'
import { statusOf } from './failure.ts'

export interface Capabilities {
  readonly wildcard: boolean
  readonly matchOnlyText: boolean
  readonly constantKeyword: boolean
  /** Index lifecycle management. */
  readonly ilm: boolean
  /** Retention written into a data stream's template: what serverless projects have instead. */
  readonly streamLifecycle: boolean
  /** Whether an index can be told to keep documents as they came. */
  readonly indexMode: boolean
  readonly autoExpandReplicas: boolean
}

export async function askCapabilities(client: Client): Promise<Capabilities> {
  const entries = Object.entries(probes).map(async ([name, template]) => [name, await isTaken(client, template)])
  return Object.fromEntries(await Promise.all(entries)) as Capabilities
}

type Template = Readonly<Record<string, unknown>>

const type = (name: string): Template => ({ mappings: { properties: { probe: { type: name } } } })
const setting = (name: string, value: unknown): Template => ({ settings: { [name]: value } })

// biome-ignore format: table
const probes: Readonly<Record<keyof Capabilities, Template>> = {
  wildcard:           type('wildcard'),
  matchOnlyText:      type('match_only_text'),
  constantKeyword:    type('constant_keyword'),
  ilm:                setting('index.lifecycle.name', 'tripline-probe'),
  streamLifecycle:    { lifecycle: { data_retention: '7d' } },
  indexMode:          setting('index.mode', 'standard'),
  autoExpandReplicas: setting('index.auto_expand_replicas', '0-1'),
}

/** Refused as invalid is an answer; any other failure is not. */
async function isTaken(client: Client, template: Template): Promise<boolean> {
  try {
    await client.transport.request({ method: 'POST', path: '/_index_template/_simulate', body: throwAway(template) })
    return true
  } catch (error) {
    if (statusOf(error) === 400) return false
    throw error
  }
}

/** A pattern that no index has, above every other template of that pattern. */
const throwAway = (template: Template): Readonly<Record<string, unknown>> => ({
  index_patterns: ['tripline-probe-*'],
  priority: 1_000_000,
  data_stream: {},
  template,
})
