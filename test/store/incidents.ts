// Incidents as the incident stage raises them, for tests of whatever comes after it.
import { type Level, levels } from '../../src/compiler/plan.ts'
import { formatTime } from '../../src/event/time.ts'
import type { NestedDocument } from '../../src/event/value.ts'
import type { Incident } from '../../src/incident/incident.ts'
import type { Commit, OutboxEntry } from '../../src/store/store.ts'

/** 2026-03-01T08:00:00Z in microseconds. */
export const start = Date.parse('2026-03-01T08:00:00Z') * 1000

export interface Sample {
  readonly id: string
  readonly ruleId?: string
  readonly title?: string
  readonly level?: Level
  readonly us?: number
  readonly nanos?: number
  readonly message?: string
  readonly address?: string | null
  readonly user?: string
  readonly respond?: Incident['respond']
  readonly payload?: string
  readonly events?: readonly NestedDocument[]
}

export function incident(sample: Sample): Incident {
  const { id, ruleId = 'injection_in_message', level = 'high', us = start, nanos = 0, address = '203.0.113.9' } = sample
  const message = sample.message ?? `SQL injection from ${address}`
  return {
    id,
    ruleId,
    level,
    us,
    nanos,
    message,
    address,
    respond: sample.respond ?? [],
    document: document({ ...sample, ruleId, level, us, nanos, address, message }),
  }
}

type Complete = Sample & Required<Pick<Sample, 'ruleId' | 'level' | 'us' | 'nanos' | 'message'>>

function document(sample: Complete): NestedDocument {
  const { id, ruleId, level, us, nanos, message, address, user } = sample
  const events = sample.events ?? [messageEvent(us, sample.payload ?? `{"productId": "1' OR 1=1--"}`, address ?? null)]
  return {
    '@timestamp': formatTime(us, nanos),
    message,
    event: {
      id,
      kind: 'alert',
      category: ['intrusion_detection', 'incident'],
      severity: [1, 21, 47, 73, 99][levels.indexOf(level)]!,
      risk_score: 73,
      reason: 'A message holds what a database would take for a command.',
    },
    rule: { id: ruleId, name: sample.title ?? 'Injection in a message', ruleset: 'injection', version: '1f2e3d4c' },
    threat: { technique: { id: ['T1190'] } },
    ...(address == null ? {} : { source: { ip: address }, related: { ip: [address] } }),
    ...(user === undefined ? {} : { user: { name: user } }),
    tripline: {
      level,
      advice: 'Use parameters instead of text in queries.',
      incident: {
        id,
        status: 'open',
        count: 1,
        values: { hits: 1 },
        events: [{ step: '1', count: events.length, events }],
      },
    },
  }
}

export function messageEvent(us: number, payload: string, address: string | null): NestedDocument {
  return {
    '@timestamp': formatTime(us),
    event: { id: `capture:${us}`, category: ['network', 'message'], dataset: 'sensor', sequence: 1 },
    ...(address === null ? {} : { source: { ip: address, port: 50_444 } }),
    destination: { ip: '192.0.2.1', port: 8080 },
    websocket: {
      connection: { id: '1:LQU9qZlK+B5F3KDmev6m5PMibrg=/1' },
      direction: 'client',
      message: { type: 'text', bytes: payload.length, fragments: 1 },
      payload: { text: payload },
    },
  }
}

export const outboxEntry = (id: string, over: Partial<OutboxEntry> = {}): OutboxEntry => ({
  id,
  action: 'webhook',
  target: 'soc',
  incidentId: 'i1',
  payload: '{"type":"incident.opened"}',
  ...over,
})

export const commit = (n: number, over: Partial<Commit> = {}): Commit => ({
  source: 'file',
  n,
  resume: { offset: n * 100 },
  journal: null,
  changes: [],
  outbox: [],
  ...over,
})

/** A commit that raises these incidents. */
export const raising = (n: number, ...samples: readonly Sample[]): Commit =>
  commit(n, { changes: samples.map((sample) => ({ kind: 'raised', incident: incident(sample) })) })
