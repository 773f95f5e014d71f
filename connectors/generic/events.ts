// A line that is one event of a category → its fields: what the line says of a request, what else was mapped, and itself.
import { categoryBits, ecsCategory, isCategory } from '../../src/event/category.ts'
import { formatTime } from '../../src/event/time.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'
import { fact } from '../access/facts.ts'
import { lineFields } from '../access/fields.ts'
import type { AccessLine } from '../access/line.ts'
import type { PlainField } from './plan.ts'

export const dataset = 'generic'

/** A line that was loaded, as its event sees it. */
export interface MappedLine {
  readonly line: AccessLine
  /** Of the line's category, as the mapping names it. */
  readonly category: string
  readonly us: number
  readonly source: string
  readonly at: number
  /** One of the mapped fields that are only fitted to their type. */
  readonly plain: (name: string) => Value
}

export interface MappedField {
  readonly name: string
  readonly read: (line: MappedLine) => Value
}

const ofWebSocket: ReadonlySet<string> = new Set(['handshake', 'frame', 'message', 'close', 'connection'])

/** What a line of any category may say of its connection. */
const ofRequest =
  /^(?:(?:source|client|destination|user|url|user_agent|session)\.|http\.(?:version|response\.status_code)$|http\.request\.(?:method|id|referrer|origin|cookie|authorization|header)|websocket\.(?:version|subprotocol|extensions)$)/

const requestFields: readonly MappedField[] = lineFields
  .filter(({ name }) => ofRequest.test(name))
  .map(({ name, read }) => ({ name, read: name === 'url.full' ? spokenUrl(read) : ({ line }) => read(line) }))

/** The line does not tell that it is of an upgrade; its category does. */
function spokenUrl(read: (line: AccessLine) => Value): MappedField['read'] {
  return ({ line, category }) => {
    const url = read(line)
    return typeof url === 'string' && ofWebSocket.has(category) ? url.replace(/^http/, 'ws') : url
  }
}

/** What follows from the rest, unless the mapping says it. */
// biome-ignore format: table
const derived: readonly MappedField[] = [
  { name: '@timestamp',              read: ({ us }) => formatTime(us) },
  { name: 'event.id',                read: ({ source, at }) => `${source}:${at}` },
  { name: 'event.sequence',          read: ({ at }) => at },
  { name: 'event.kind',              read: () => 'event' },
  { name: 'event.dataset',           read: () => dataset },
  { name: 'event.category',          read: ({ category }) => categoriesOf(category) },
  { name: 'event.type',              read: typeOf },
  { name: 'event.outcome',           read: outcomeOf },
  { name: 'network.protocol',        read: ({ category }) => (ofWebSocket.has(category) ? 'websocket' : null) },
  { name: 'websocket.message.type',  read: (line) => (textOf(line) === null ? null : 'text') },
  { name: 'websocket.message.bytes', read: bytesOf },
]

export const categoriesOf = (name: string): readonly string[] => (isCategory(name) && ecsCategory[name]) || [name]

export const bitsOf = (name: string): number => categoryBits(categoriesOf(name))

function typeOf(line: MappedLine): Value {
  const outcome = line.category === 'handshake' ? outcomeOf(line) : null
  if (outcome !== null) return outcome === 'success' ? ['start', 'allowed'] : ['denied']
  return line.category === 'connection' ? ['end'] : ofWebSocket.has(line.category) ? ['info'] : null
}

function outcomeOf(line: MappedLine): Value {
  const said = line.plain('event.outcome')
  if (said !== null || line.category !== 'handshake') return said
  const status = line.line.number(fact.status)
  return status === null ? null : status === 101 ? 'success' : 'failure'
}

const textOf = (line: MappedLine): string | null => {
  const text = line.category === 'message' ? line.plain('websocket.payload.text') : null
  return typeof text === 'string' ? text : null
}

function bytesOf(line: MappedLine): Value {
  const text = textOf(line)
  return text === null ? null : Buffer.byteLength(text)
}

/** All that an event may have; of two fields of one name the later counts where it has a value. */
export function fieldsFor(plain: readonly PlainField[]): readonly MappedField[] {
  const own = new Map(
    plain.map(({ name }): [string, MappedField] => [name, { name, read: (line) => line.plain(name) }]),
  )
  const others = [...requestFields, ...derived].map(({ name, read }): MappedField => {
    const mapped = own.get(name)
    own.delete(name)
    return { name, read: mapped === undefined ? read : (line) => mapped.read(line) ?? read(line) }
  })
  return [...others, ...own.values()]
}

export function documentOf(fields: readonly MappedField[], line: MappedLine): EventDocument {
  const values = fields.map(({ name, read }) => [name, read(line)] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== null))
}
