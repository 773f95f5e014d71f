// How a log would be read → what a person reads: the connector, the first lines with their fields, what is missing.
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { packageRoot } from '../app/root.ts'
import type { Trial } from '../app/trial.ts'
import type { TrialRecord } from '../app/trial-reader.ts'
import type { EventDocument, Value } from '../event/value.ts'
import { type Colours, count, harmless, plural, wrap } from './terminal.ts'

export interface Page {
  readonly colours: Colours
  readonly width: number
}

interface Wanted {
  readonly field: string
  /** The events that should have it. */
  readonly on: readonly string[]
  /** What cannot be seen without it. */
  readonly without: string
}

const upgrade = ['handshake']
const answered = ['handshake', 'request']
const ended = ['connection']

// biome-ignore format: table
const wanted: readonly Wanted[] = [
  { field: 'source.ip',                 on: ['handshake', 'connection', 'request', 'message', 'frame'], without: 'no client is told from another' },
  { field: 'http.request.origin',       on: upgrade, without: 'a page of a foreign site that opens the socket looks like any other' },
  { field: 'url.domain',                on: upgrade, without: 'whether an Origin is foreign is only known where app.origins names yours' },
  { field: 'url.path',                  on: upgrade, without: 'sockets are not told apart' },
  { field: 'http.response.status_code', on: answered, without: 'no upgrade is told from another request, or from one that was refused' },
  { field: 'user_agent.original',       on: upgrade, without: 'browsers are not told from programs' },
  { field: 'session.id',                on: upgrade, without: 'a session is not followed from one address to another: it needs a cookie, a token, or a hash of them' },
  { field: 'event.duration',            on: ended,   without: 'how long connections were open is not known' },
  { field: 'websocket.client.bytes',    on: ended,   without: 'how much clients sent is not known' },
  { field: 'websocket.server.bytes',    on: ended,   without: 'how much the server sent is not known' },
]

export const trialFields: readonly string[] = wanted.map(({ field }) => field)

/** Of the important ones, those that no event had which should have them. */
export const missingFields = ({ seen }: Pick<Trial, 'seen'>): readonly string[] =>
  missing(seen).map(({ field }) => field)

const missing = (seen: Trial['seen']): readonly Wanted[] =>
  wanted.filter(({ field, on }) => {
    const kinds = on.flatMap((kind) => seen.get(kind) ?? [])
    return kinds.length > 0 && !kinds.some((fields) => fields.has(field))
  })

const percent = (confidence: number): string => `${Math.round(confidence * 100)} %`

export interface Given {
  readonly connector?: string
  readonly format?: string
}

export function printHeader(path: string, trial: Trial, given: Given, { colours }: Page): string {
  const { connector, guesses } = trial
  const own = guesses.find((guess) => guess.connector === connector)
  const others = guesses.filter((guess) => guess.connector !== connector && guess.confidence >= worthSaying)
  const also = others.map((guess) => `${guess.connector.name} ${percent(guess.confidence)}`)
  const reasons = [
    because(given, own?.confidence ?? 0),
    ...(also.length > 0 ? [`it looks like ${also.join(', ')} as well`] : []),
  ]
  const what = path === '-' ? 'Standard input' : harmless(path)
  return `${what} is read as ${colours.bold(connector.name)} (${reasons.join('; ')}).\n`
}

function because({ connector, format }: Given, confidence: number): string {
  if (connector !== undefined) return 'as was asked'
  return format === undefined ? `${percent(confidence)} sure` : 'by its format'
}

const worthSaying = 0.3

export function printRecord({ line, text, events, unread }: TrialRecord, { colours, width }: Page): string {
  const shown = harmless(text)
  const clipped = shown.length > 2 * width ? `${shown.slice(0, 2 * width)}…` : shown
  const [first, ...others] = events
  return [
    ...(text === '' ? [] : [`${colours.dim(`line ${line}`)}  ${clipped}`]),
    ...unread.map((reason) => `  ${colours.yellow('not read:')} ${reason}`),
    ...(first === undefined ? [] : printEvent(first, null, colours)),
    ...others.flatMap((event) => printEvent(event, first!, colours)),
    '',
  ].join('\n')
}

/** Of the second event of a line only what the first does not have, or has otherwise. */
function printEvent(event: EventDocument, before: EventDocument | null, colours: Colours): readonly string[] {
  const rows = Object.entries(event).filter(
    ([name, value]) => !plumbing.test(name) && (before === null || String(before[name]) !== String(value)),
  )
  const longest = Math.max(0, ...rows.map(([name]) => name.length))
  const kind = [event['event.category'] ?? 'event'].flat().at(-1)
  return [
    `  ${colours.bold(String(kind))}${before === null ? '' : colours.dim(', with the same and')}`,
    ...rows.map(([name, value]) => `    ${colours.dim(name.padEnd(longest))}  ${show(value)}`),
  ]
}

/** The same in every event, or only of use to programs. */
const plumbing = /^(?:event\.(?:id|sequence|kind|category|dataset|type)|network\.\w+)$/

const show = (value: Value): string => {
  const text = harmless(Array.isArray(value) ? value.join(', ') : String(value))
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}

const longestValue = 200

export function printTrialSummary(trial: Trial, { colours, width }: Page): string {
  const { lines, events, unread, seen, isCut } = trial
  const counts = [...events].map(([kind, n]) => `${count(n)} ${kind}`)
  const label = (name: string): string => colours.dim(name.padEnd(labelWidth))
  const indent = ' '.repeat(labelWidth)
  const notSeen = missing(seen)
  return [
    `${label('read')}${plural(lines, 'line')}${isCut ? ', the beginning of it' : ''}: ${counts.join(' · ') || 'no event'}`,
    ...[...unread].map(([reason, n], at) => `${at === 0 ? label('not read') : indent}${plural(n, 'piece')}: ${reason}`),
    ...notSeen.map(({ field, without }, at) => {
      const text = wrap(without, width, ' '.repeat(labelWidth + longestField + 2)).trimStart()
      return `${at === 0 ? label('missing') : indent}${field.padEnd(longestField)}  ${text}`
    }),
    ...(seen.has('handshake') || seen.has('connection')
      ? []
      : [`${label('missing')}no WebSocket is among these lines`]),
    ...(notSeen.length > 0 ? ['', `${guide(trial.connector.name)} says how the product logs more.`] : []),
  ].join('\n')
}

const labelWidth = 11
const longestField = Math.max(...trialFields.map((field) => field.length))

/** Where it can be opened from here. */
function guide(name: string): string {
  const path = join(packageRoot, 'connectors', name, 'README.md')
  const near = relative(process.cwd(), path)
  return existsSync(path) ? (near.startsWith('..') ? path : near) : `connectors/${name}/README.md`
}
