// A document of a shipper → what is in it: an event, a line of a log, or the parts of a line; and where it came from.
import { createPaths } from '../../connectors/ndjson/paths.ts'
import type { EventDocument, Scalar } from '../event/value.ts'

export interface Envelope {
  /** `event`: read as it is. `line`: `line` is to be read. `parts`: the shipper took a line of JSON apart; the document is the line. */
  readonly kind: 'event' | 'line' | 'parts'
  /** Null unless it is a line. */
  readonly line: string | null
  /** `WHO:WHERE`: the host or the agent, and the file, the container or the program. */
  readonly stream: string
  /** The offset of the line in its file, where the shipper tells it. */
  readonly at: number | null
  /** Stream and offset name the line for good: the file can be told from one that takes its place. */
  readonly isNamed: boolean
  /** What its events do not have themselves. */
  readonly fields: EventDocument
}

/** `index`: where the shipper means the document to go, which stands in for what the document does not say. */
export function openEnvelope(document: object, index: string): Envelope {
  const find = finderOf(document)
  const isEvent = ofEvents.some((name) => find(name) !== null)
  const line = isEvent ? null : lineOf(find)
  const file = fileOf(find, line !== null)
  const identity = nameIn(find, identities)
  const at = file === null ? null : offsetOf(find)
  const who = [nameIn(find, senders) ?? nameIn(find, hosts), identity]
  return {
    kind: isEvent ? 'event' : line === null ? 'parts' : 'line',
    line,
    stream: streamOf(who, file ?? nameIn(find, programs) ?? index),
    at,
    isNamed: at !== null && identity !== null,
    fields: fieldsOf(find, file),
  }
}

/** Only an event has these: it was taken apart already. */
const ofEvents = [
  'event.category',
  'http.response.status_code',
  'http.request.method',
  'nginx.access.response_code',
  'apache.access.response_code',
]

/** ECS and Logstash; Filebeat, Vector and rsyslog; Fluent Bit; journald. The first is the line before anything was done to it. */
const lines = ['event.original', 'message', 'log', 'MESSAGE']

const senders = ['agent.id']

// biome-ignore format: table
const hosts = [
  'host.name', 'host.hostname', 'host', 'hostname', 'fromhost', '_HOSTNAME', 'kubernetes.host', 'kubernetes.pod_node_name',
]

/** A file that is replaced keeps its path, but not these. */
const identities = ['log.file.fingerprint', 'log.file.inode']

/** Of Vector, Logstash and Fluent Bit; in parts of a line they may be of the line. */
const files = ['file', 'filename', 'filepath', 'path']

// biome-ignore format: table
const programs = [
  'container.id', 'container_id', 'kubernetes.container.id', 'kubernetes.docker_id', 'kubernetes.container_id',
  'container.name', 'container_name', 'SYSLOG_IDENTIFIER', '_SYSTEMD_UNIT', 'process.name', 'appname', 'programname',
  'program', 'syslogtag', 'tag', 'service.name',
]

/** Of Filebeat, and of Vector's and Fluent Bit's `offset_key` where it is named so. */
const offsets = ['log.offset', 'offset']

// biome-ignore format: table
const kept: readonly (readonly [field: string, from: readonly string[]])[] = [
  ['host.name',            hosts],
  ['container.name',       ['container.name', 'container_name', 'kubernetes.container.name', 'kubernetes.container_name']],
  ['kubernetes.namespace', ['kubernetes.namespace', 'kubernetes.namespace_name', 'kubernetes.pod_namespace']],
  ['kubernetes.pod.name',  ['kubernetes.pod.name', 'kubernetes.pod_name']],
]

type Find = (name: string) => unknown

/** All that is looked for, so that one walk over the document finds it. */
const looked = [
  ...new Set([
    ...[ofEvents, lines, senders, hosts, identities, files, programs, offsets].flat(),
    ...['log.file.path', ...kept.flatMap(([, from]) => from)],
  ]),
]
const placeOf = new Map(looked.map((name, place) => [name, place]))
const paths = createPaths(looked)
const found: unknown[] = looked.map(() => null)

/** A function of a field's name, good until the next document: its value, nested or dotted, or null. */
function finderOf(document: object): Find {
  found.fill(null)
  const isPlain = paths.walk(document, found)
  return (name) => (isPlain ? found[placeOf.get(name)!] : (valueIn(document as Tree, name) ?? null))
}

function lineOf(find: Find): string | null {
  for (const name of lines) {
    const line = textOf(find(name))
    if (line !== null) return line
  }
  return null
}

/** journald writes a message that is no UTF-8 as a list of its bytes. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  const isBytes = Array.isArray(value) && value.length > 0 && value.every((one) => Number.isInteger(one))
  return isBytes ? Buffer.from(value as number[]).toString('utf8') : null
}

const fileOf = (find: Find, isLine: boolean): string | null =>
  nameIn(find, ['log.file.path']) ?? (isLine ? nameIn(find, files) : null)

function offsetOf(find: Find): number | null {
  const offset = offsets.map(find).find((value) => value !== null)
  return Number.isSafeInteger(offset) && (offset as number) >= 0 && (offset as number) < farthest
    ? (offset as number)
    : null
}

const farthest = 2 ** 50

/** A host's name may hold a colon where it is an address; where the path begins can be told all the same. */
const streamOf = (who: readonly (string | null)[], where: string): string =>
  `${who
    .filter((part) => part !== null)
    .join('.')
    .replaceAll(':', '_')}:${where}`

function fieldsOf(find: Find, file: string | null): EventDocument {
  const fields: Record<string, Scalar> = {}
  for (const [field, from] of kept) {
    const value = nameIn(find, from)
    if (value !== null) fields[field] = value
  }
  if (file !== null) fields['log.file.path'] = file
  return fields
}

const longestName = 512

function nameIn(find: Find, names: readonly string[]): string | null {
  for (const name of names) {
    const value = find(name)
    if (typeof value === 'string' && value !== '') return value.slice(0, longestName)
  }
  return null
}

type Tree = Readonly<Record<string, unknown>>

/** For documents in which a name comes twice, or below a list: as one walk does not find it. */
function valueIn(tree: Tree, name: string): unknown {
  if (Object.hasOwn(tree, name)) return tree[name] ?? undefined
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const below = Object.hasOwn(tree, name.slice(0, dot)) ? tree[name.slice(0, dot)] : undefined
    if (!isTree(below)) continue
    const value = valueIn(below, name.slice(dot + 1))
    if (value !== undefined) return value
  }
  return undefined
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)
