// The rule that lifts our incidents into Elastic Security as alerts, with their own names, severities and risks.
import { severities } from '../src/incident/describe.ts'
import { alerts } from './data-views.ts'

/** As Kibana's detection engine takes it. It comes switched off: whoever runs Security decides. */
export const detectionRule = {
  rule_id: 'tripline-incidents',
  version: 1,
  name: 'Tripline incidents',
  description:
    'Makes an alert of each incident that Tripline raises in WebSocket traffic, under the name, the severity and the risk of the Tripline rule that found it.',
  enabled: false,
  type: 'query',
  language: 'kuery',
  index: [alerts.pattern],
  query: 'event.kind : "alert"',
  filters: [],
  interval: '1m',
  // Longer than the interval by what indexing may take; an incident makes one alert however often it is looked at.
  from: 'now-6m',
  to: 'now',
  max_signals: 1000,
  severity: 'low',
  severity_mapping: (['low', 'medium', 'high', 'critical'] as const).map((level) => ({
    field: 'event.severity',
    operator: 'equals',
    value: String(severities[level]),
    severity: level,
  })),
  risk_score: 21,
  risk_score_mapping: [{ field: 'event.risk_score', operator: 'equals', value: '' }],
  rule_name_override: 'rule.name',
  timestamp_override: 'event.ingested',
  author: ['Tripline'],
  license: 'Apache-2.0',
  tags: ['Tripline', 'Domain: Network', 'Data Source: WebSocket', 'Rule Type: Promotion'],
  references: ['https://www.rfc-editor.org/rfc/rfc6455'],
  false_positives: [
    'What the Tripline rule itself names: tripline.false_positives in the alert, and the page of rules in its docs.',
  ],
  threat: [],
  exceptions_list: [],
  actions: [],
  related_integrations: [],
  required_fields: [
    { name: 'event.kind', type: 'keyword', ecs: true },
    { name: 'event.risk_score', type: 'float', ecs: true },
    { name: 'event.severity', type: 'long', ecs: true },
    { name: 'rule.name', type: 'keyword', ecs: true },
  ],
  investigation_fields: {
    field_names: [
      'message',
      'client.ip',
      'user.name',
      'http.request.origin',
      'url.domain',
      'url.path',
      'websocket.connection.id',
      'tripline.advice',
    ],
  },
  note: [
    '## What to do',
    '',
    '1. Read `message` and `tripline.advice`: what was seen, and what helps against it.',
    '2. `tripline.false_positives` names what may look the same and is none.',
    '3. Open the dashboard "Tripline: one WebSocket connection" with `websocket.connection.id` for all that was said.',
    '4. `related.ip` finds other incidents of the same client in "Tripline: incidents of a client".',
  ].join('\n'),
  setup:
    'Tripline writes its incidents to `logs-tripline.alert-*` where `store.elasticsearch` is set in its config. Do not enable this rule beside the prebuilt rule "External Alerts": each incident would make two alerts.',
} as const
