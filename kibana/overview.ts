// The dashboard for the start of the day: what is open, what came in, from whom, by which rules.
import { type Dashboard, dashboardObject } from './dashboard.ts'
import { incidents } from './data-views.ts'
import { count, max, newest, overTime, split, sum, top, unique } from './lens/column.ts'
import { chart, donut, number, table } from './lens/panel.ts'
import { gravestFirst, levelColours } from './levels.ts'
import type { SavedObject } from './saved-object.ts'
import { openIncidents, searchPanel } from './searches.ts'

const view = incidents
const isOpen = 'tripline.incident.status : ("open" or "acknowledged")'
const isGrave = 'tripline.level : ("critical" or "high")'

const byLevel = split('Level', Object.fromEntries(gravestFirst.map((level) => [level, `tripline.level : "${level}"`])))

const dashboard: Dashboard = {
  id: 'tripline-overview',
  title: 'Tripline: overview',
  description: 'Incidents in WebSocket traffic: what is open, what came in, from whom, by which rules.',
  where: 'event.kind : "alert"',
  from: 'now-24h',
  controls: [
    { title: 'Level', field: 'tripline.level', view },
    { title: 'Status', field: 'tripline.incident.status', view },
    { title: 'Rule', field: 'rule.name', view },
    { title: 'Address', field: 'related.ip', view },
  ],
  rows: [
    {
      height: 6,
      panels: [
        [8, number({ title: 'Open', view, where: isOpen, value: count('Open') })],
        [
          8,
          number({
            title: 'Open, high or critical',
            view,
            where: `${isOpen} and ${isGrave}`,
            value: count('Open, high or critical'),
            colour: levelColours.high,
          }),
        ],
        [8, number({ title: 'Incidents', view, value: count('Incidents') })],
        [
          8,
          number({
            title: 'Times seen',
            about: 'Repetitions that were suppressed are counted with the incident that they repeat.',
            view,
            value: sum('tripline.incident.count', 'Times seen'),
          }),
        ],
        [8, number({ title: 'Clients', view, value: unique('client.ip', 'Clients') })],
        [8, number({ title: 'Rules that fired', view, value: unique('rule.id', 'Rules that fired') })],
      ],
    },
    {
      height: 12,
      panels: [
        [
          32,
          chart({
            title: 'Incidents over time, by level',
            view,
            shape: 'bar_stacked',
            along: overTime(),
            by: byLevel,
            values: [count('Incidents')],
            colours: levelColours,
          }),
        ],
        [
          16,
          donut({ title: 'Incidents by level', view, by: byLevel, value: count('Incidents'), colours: levelColours }),
        ],
      ],
    },
    {
      height: 12,
      panels: [
        [
          24,
          chart({
            title: 'Incidents over time, by rule',
            view,
            shape: 'bar_stacked',
            along: overTime(),
            by: top(9, 'rule.name', 'Rule'),
            values: [count('Incidents')],
          }),
        ],
        [
          24,
          chart({
            title: 'Incidents over time, by client',
            view,
            shape: 'bar_stacked',
            along: overTime(),
            by: top(9, 'client.ip', 'Client', 'ip'),
            values: [count('Incidents')],
          }),
        ],
      ],
    },
    {
      height: 14,
      panels: [
        [
          24,
          table({
            title: 'Incidents by rule',
            view,
            by: [top(50, 'rule.name', 'Rule')],
            values: [
              count('Incidents'),
              count('Open', isOpen),
              sum('tripline.incident.count', 'Times seen'),
              unique('client.ip', 'Clients'),
              newest('tripline.incident.last_seen', 'Last seen'),
            ],
          }),
        ],
        [
          24,
          table({
            title: 'Incidents by client',
            view,
            by: [top(50, 'client.ip', 'Client', 'ip')],
            values: [
              count('Incidents'),
              count('Open', isOpen),
              max('event.risk_score', 'Highest risk'),
              unique('rule.id', 'Rules'),
              newest('tripline.incident.last_seen', 'Last seen'),
            ],
          }),
        ],
      ],
    },
    {
      height: 12,
      panels: [
        [
          16,
          table({
            title: 'ATT&CK techniques',
            view,
            by: [top(50, 'threat.technique.id', 'Technique')],
            values: [count('Incidents'), count('Open', isOpen), unique('rule.id', 'Rules')],
          }),
        ],
        [
          16,
          chart({
            title: 'Origins',
            about: 'The Origin headers of the handshakes behind the incidents.',
            view,
            shape: 'bar_horizontal',
            along: top(10, 'http.request.origin', 'Origin'),
            values: [count('Incidents')],
          }),
        ],
        [
          16,
          chart({
            title: 'Endpoints',
            view,
            shape: 'bar_horizontal',
            along: top(10, 'url.path', 'Path'),
            values: [count('Incidents')],
          }),
        ],
      ],
    },
    { height: 18, panels: [[48, searchPanel('Open incidents, gravest first', openIncidents)]] },
  ],
}

export const overview: SavedObject = dashboardObject(dashboard)
