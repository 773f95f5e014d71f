// The dashboard for one WebSocket connection, or one client's: its frames, sizes, closes, messages and incidents.
import { type Dashboard, dashboardObject } from './dashboard.ts'
import { events, incidents } from './data-views.ts'
import { count, max, overTime, percentile, split, sum, top, unique } from './lens/column.ts'
import { chart, donut, number, table } from './lens/panel.ts'
import { levelColours } from './levels.ts'
import type { SavedObject } from './saved-object.ts'
import { clientIncidents, connections, messages, searchPanel } from './searches.ts'

const view = events
const isFrame = 'event.category : "frame"'
const isMessage = 'event.category : "message"'
const isConnection = 'event.category : "connection"'

const directionColours = { client: '#1d6fb8', server: '#c2410c' }

const byDirection = split('Sent by', {
  client: 'websocket.direction : "client"',
  server: 'websocket.direction : "server"',
})

/** RFC 6455 section 5.2: the length of a frame is written in 7, 16 or 63 bits, which is also how grave a wrong one is. */
const bySize = split('Payload of the frame', {
  empty: 'websocket.payload.bytes : 0',
  'to 125 B': 'websocket.payload.bytes >= 1 and websocket.payload.bytes <= 125',
  'to 64 KiB': 'websocket.payload.bytes >= 126 and websocket.payload.bytes <= 65535',
  larger: 'websocket.payload.bytes > 65535',
})

const dashboard: Dashboard = {
  id: 'tripline-connection',
  title: 'Tripline: one WebSocket connection',
  description:
    'Choose a connection or a client at the top. Needs the events in Elasticsearch: store.elasticsearch.events in the config.',
  where: 'websocket.connection.id : *',
  from: 'now-24h',
  controls: [
    { title: 'Connection', field: 'websocket.connection.id', view },
    { title: 'Client', field: 'client.ip', view },
    { title: 'User', field: 'user.name', view },
    { title: 'Path', field: 'url.path', view },
  ],
  rows: [
    {
      height: 6,
      panels: [
        [8, number({ title: 'Connections', view, value: unique('websocket.connection.id', 'Connections') })],
        [
          8,
          number({
            title: 'Longest',
            about: 'How long the longest of them was open.',
            view,
            where: isConnection,
            value: max('event.duration', 'Longest'),
          }),
        ],
        [8, number({ title: 'Frames', view, where: isFrame, value: count('Frames') })],
        [8, number({ title: 'Messages', view, where: isMessage, value: count('Messages') })],
        [8, number({ title: 'Payload', view, where: isFrame, value: sum('websocket.payload.bytes', 'Payload') })],
        [
          8,
          number({
            title: 'Incidents on it',
            view: incidents,
            value: count('Incidents on it'),
            colour: levelColours.high,
          }),
        ],
      ],
    },
    {
      height: 12,
      panels: [
        [
          24,
          chart({
            title: 'Frames over time, by direction',
            view,
            where: isFrame,
            shape: 'bar_stacked',
            along: overTime(),
            by: byDirection,
            values: [count('Frames')],
            colours: directionColours,
          }),
        ],
        [
          24,
          chart({
            title: 'Frames over time, by opcode',
            view,
            where: isFrame,
            shape: 'bar_stacked',
            along: overTime(),
            by: top(7, 'websocket.opcode_name', 'Opcode'),
            values: [count('Frames')],
          }),
        ],
      ],
    },
    {
      height: 12,
      panels: [
        [
          16,
          chart({
            title: 'Payload over time, by direction',
            view,
            where: isFrame,
            shape: 'area_stacked',
            along: overTime(),
            by: byDirection,
            values: [sum('websocket.payload.bytes', 'Payload')],
            colours: directionColours,
          }),
        ],
        [
          16,
          chart({
            title: 'Sizes of frames',
            about: 'By how their length is written on the wire.',
            view,
            where: isFrame,
            shape: 'bar_stacked',
            along: bySize,
            by: byDirection,
            values: [count('Frames')],
            colours: directionColours,
          }),
        ],
        [
          16,
          chart({
            title: 'Sizes of messages over time',
            view,
            where: isMessage,
            shape: 'line',
            along: overTime(),
            values: [
              percentile(50, 'websocket.message.bytes', 'Median'),
              percentile(95, 'websocket.message.bytes', '95 %'),
              max('websocket.message.bytes', 'Largest'),
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
          donut({
            title: 'Close codes',
            view,
            where: isConnection,
            by: top(10, 'websocket.close.code', 'Close code', 'number'),
            value: count('Connections'),
          }),
        ],
        [
          16,
          table({
            title: 'Who closed, and why',
            view,
            where: isConnection,
            by: [top(10, 'websocket.close.code', 'Close code', 'number'), top(4, 'websocket.close.by', 'Closed by')],
            values: [count('Connections')],
          }),
        ],
        [
          16,
          table({
            title: 'Violations of the protocol',
            view,
            where: 'websocket.anomaly : *',
            by: [top(20, 'websocket.anomaly', 'Violation'), top(3, 'websocket.anomaly_reference', 'Against')],
            values: [count('Times'), unique('websocket.connection.id', 'Connections')],
          }),
        ],
      ],
    },
    { height: 10, panels: [[48, searchPanel('Who, to what, how long', connections)]] },
    { height: 12, panels: [[48, searchPanel('Incidents', clientIncidents)]] },
    { height: 18, panels: [[48, searchPanel('What was said', messages)]] },
  ],
}

export const connection: SavedObject = dashboardObject(dashboard)
