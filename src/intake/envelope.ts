// A document of a shipper → what is in it: an event, a line of a log, or the parts of a line; and where it came from.
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
  const tree = document as Tree
  const kind = kindOf(tree)
  const line = kind === 'event' ? null : lineOf(tree)
  const file = fileOf(tree, line !== null)
  const identity = nameIn(tree, identities)
  const at = file === null ? null : offsetOf(tree)
  return {
    kind: kind === 'event' ? kind : line === null ? 'parts' : 'line',
    line,
    stream: streamOf([nameIn(tree, senders) ?? nameIn(tree, hosts), identity], file ?? nameIn(tree, programs) ?? index),
    at,
    isNamed: at !== null && identity !== null,
    fields: fieldsOf(tree, file),
  }
}

type Tree = Readonly<Record<string, unknown>>

function kindOf(tree: Tree): 'event' | 'other' {
  const isEvent =
    valueIn(tree, 'event.category') !== undefined || parsed.some((name) => valueIn(tree, name) !== undefined)
  return isEvent ? 'event' : 'other'
}

/** Only an event that was taken apart already has these. */
const parsed = ['http.response.status_code', 'http.request.method', 'nginx.access', 'apache.access']

/** ECS and Logstash; Filebeat, Vector and rsyslog; Fluent Bit; journald. The first is the line before anything was done to it. */
const lines = ['event.original', 'message', 'log', 'MESSAGE']

function lineOf(tree: Tree): string | null {
  for (const name of lines) {
    const line = textOf(valueIn(tree, name))
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

const senders = ['agent.id']
const hosts = [
  'host.name',
  'host.hostname',
  'host',
  'hostname',
  'fromhost',
  '_HOSTNAME',
  'kubernetes.host',
  'kubernetes.pod_node_name',
]

/** A file that is replaced keeps its path, but not these. */
const identities = ['log.file.fingerprint', 'log.file.inode']

/** Of Vector, Logstash and Fluent Bit; in parts of a line they may be of the line. */
const files = ['file', 'filename', 'filepath', 'path']

const fileOf = (tree: Tree, isLine: boolean): string | null =>
  nameIn(tree, ['log.file.path']) ?? (isLine ? nameIn(tree, files) : null)

// biome-ignore format: table
const programs = [
  'container.id', 'container_id', 'kubernetes.container.id', 'kubernetes.docker_id', 'kubernetes.container_id',
  'container.name', 'container_name',
  'SYSLOG_IDENTIFIER', '_SYSTEMD_UNIT', 'process.name', 'appname', 'programname', 'program', 'syslogtag', 'tag', 'service.name',
]

/** Of Filebeat, and of Vector's `offset_key` where it is named so. */
function offsetOf(tree: Tree): number | null {
  const offset = valueIn(tree, 'log.offset') ?? valueIn(tree, 'offset')
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

// biome-ignore format: table
const kept: readonly (readonly [field: string, from: readonly string[]])[] = [
  ['host.name',            hosts],
  ['container.name',       ['container.name', 'container_name', 'kubernetes.container.name', 'kubernetes.container_name']],
  ['kubernetes.namespace', ['kubernetes.namespace', 'kubernetes.namespace_name', 'kubernetes.pod_namespace']],
  ['kubernetes.pod.name',  ['kubernetes.pod.name', 'kubernetes.pod_name']],
]

function fieldsOf(tree: Tree, file: string | null): EventDocument {
  const fields: Record<string, Scalar> = {}
  for (const [field, from] of kept) {
    const value = nameIn(tree, from)
    if (value !== null) fields[field] = value
  }
  if (file !== null) fields['log.file.path'] = file
  return fields
}

const longestName = 512

function nameIn(tree: Tree, names: readonly string[]): string | null {
  for (const name of names) {
    const value = valueIn(tree, name)
    if (typeof value === 'string' && value !== '') return value.slice(0, longestName)
  }
  return null
}

/** `a.b.c` may be written nested, dotted, or as a mixture of both. */
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
