// An incident → the lines a person reads: how bad, what, who, which events show it, what to do.
import type { Level } from '../compiler/plan.ts'
import { flatten } from '../event/document.ts'
import type { EventDocument, NestedDocument, Value } from '../event/value.ts'
import type { Incident } from '../incident/incident.ts'
import { type Colours, harmless, wrap } from './terminal.ts'

interface Printing {
  readonly colours: Colours
  readonly width: number
}

export function printIncident({ level, document, message }: Incident, { colours, width }: Printing): string {
  const flat = flatten(document)
  const text = (name: string): string => harmless(String(flat[name] ?? ''))
  const advice = text('tripline.advice')
  const place = [text('rule.ruleset'), text('rule.id')].filter((part) => part !== '').join('/')
  return [
    `${badge(level, colours)} ${colours.bold(text('rule.name'))}`,
    wrap(harmless(message), width, indent),
    `${indent}${colours.dim([clock(flat), place, ...techniques(flat)].join('  '))}`,
    ...evidence(document).map((line) => `${indent}${colours.dim('│')} ${clip(line, width - indent.length - 2)}`),
    ...(advice === '' ? [] : [wrap(`→ ${advice}`, width, indent)]),
  ].join('\n')
}

const indent = '         '

// biome-ignore format: table
const paints: Readonly<Record<Level, (text: string, c: Colours) => string>> = {
  informational: (text, c) => c.dim(text),
  low:           (text, c) => c.cyan(text),
  medium:        (text, c) => c.yellow(text),
  high:          (text, c) => c.red(text),
  critical:      (text, c) => c.bold(c.red(text)),
}

const badge = (level: Level, colours: Colours): string =>
  paints[level]((level === 'informational' ? 'INFO' : level.toUpperCase()).padEnd(8), colours)

const clock = (flat: EventDocument): string =>
  String(flat['@timestamp'] ?? '')
    .replace('T', ' ')
    .replace(/(\.\d{3})\d*Z$/, '$1Z')

const techniques = (flat: EventDocument): readonly string[] => [flat['threat.technique.id'] ?? []].flat().map(String)

/** Events shown of each step: enough to see what happened. */
const shown = 3

function evidence(document: NestedDocument): string[] {
  const steps = at(document, ['tripline', 'incident', 'events'])
  if (!Array.isArray(steps)) return []
  return steps.flatMap((step: { readonly count: number; readonly events: readonly NestedDocument[] }) => {
    const lines = step.events.slice(0, shown).map((event) => describeEvent(flatten(event)))
    const rest = step.count - lines.length
    return rest > 0 ? [...lines, `… and ${rest.toLocaleString('en-US')} more`] : lines
  })
}

const at = (document: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inside, name) => (inside as Readonly<Record<string, unknown>> | undefined)?.[name], document)

/** One event in one line: when, which way, what. */
export function describeEvent(event: EventDocument): string {
  const categories = [event['event.category'] ?? []].flat().map(String)
  const kind = categories.at(-1) ?? 'event'
  return harmless([time(event), kind, ...(details[kind] ?? other)(event)].filter((part) => part !== '').join(' '))
}

type Details = (event: EventDocument) => string[]

const show = (value: Value | undefined): string =>
  value === undefined || value === null ? '' : [value].flat().join(',')

const labelled = (label: string, value: Value | undefined): string =>
  show(value) === '' ? '' : `${label} ${show(value)}`

/** Logs may know the one that a proxy forwarded alone. */
const clientOf = (event: EventDocument): string => show(event['source.ip'] ?? event['client.ip'])

const client: Details = (event) => [clientOf(event)]

const way: Details = (event) => [
  event['websocket.direction'] === 'server'
    ? `${show(event['destination.ip'])} → ${clientOf(event)}`.trim()
    : clientOf(event),
]

const anomalies: Details = (event) => [labelled('!', event['websocket.anomaly'])]

const other: Details = (event) => [...client(event), show(event['event.action']), show(event['message'])]

const details: Readonly<Record<string, Details>> = {
  handshake: (event) => [
    ...client(event),
    `${show(event['url.path'])}${event['url.query'] ? `?${show(event['url.query'])}` : ''}`,
    show(event['http.response.status_code']),
    labelled('origin', event['http.request.origin']),
    labelled('cookies', event['http.request.cookie.names']),
    ...anomalies(event),
  ],
  frame: (event) => [
    ...way(event),
    show(event['websocket.opcode_name']),
    `${show(event['websocket.payload.bytes'])} bytes`,
    event['websocket.fin'] === false ? 'not final' : '',
    ...anomalies(event),
  ],
  message: (event) => [
    ...way(event),
    show(event['websocket.payload.text']) ||
      `${show(event['websocket.message.bytes'])} bytes ${show(event['websocket.message.type'])}`.trim(),
    ...anomalies(event),
  ],
  auth: (event) => [
    ...client(event),
    show(event['event.action']),
    show(event['event.outcome']),
    labelled('user', event['user.name']),
  ],
  close: (event) => [
    ...way(event),
    show(event['websocket.close.code']),
    show(event['websocket.close.reason']),
    ...anomalies(event),
  ],
  connection: (event) => [
    ...client(event),
    show(event['url.path']),
    labelled('closed by', event['websocket.close.by']),
    event['event.duration'] === undefined ? '' : `after ${(Number(event['event.duration']) / 1e9).toFixed(1)} s`,
  ],
}

const time = (event: EventDocument): string =>
  /T(\d\d:\d\d:\d\d(?:\.\d{3})?)/.exec(String(event['@timestamp'] ?? ''))?.[1] ?? ''

const clip = (line: string, width: number): string => (line.length > width ? `${line.slice(0, width - 1)}…` : line)
