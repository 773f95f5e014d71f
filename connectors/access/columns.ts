// What somebody reads of events, and what a kind of line can say → the fields to fill for each line.
import type { Value } from '../../src/event/value.ts'
import type { ReaderContext } from '../connector.ts'
import { type EventKind, kindBits, lineFields } from './fields.ts'
import { AccessLine } from './line.ts'
import { otherField } from './others.ts'
import type { Values } from './values.ts'

/** Who an event is, beside what its line says. */
export interface Identity {
  id(): string
  sequence(): number
  connectionId(line: AccessLine): string | null
}

export interface Column {
  readonly slot: number
  readonly read: (line: AccessLine, identity: Identity) => Value
}

export interface Columns {
  readonly of: Readonly<Record<EventKind, readonly Column[]>>
  /** Of an upgrade that gives both its events: what is the same in both is read once. */
  readonly both: readonly Column[]
  readonly onlyHandshake: readonly Column[]
  readonly onlyConnection: readonly Column[]
}

export function columnsOf(dataset: string, values: Values, { wanted, request }: ReaderContext): Columns {
  const isSaid = probe(values, request)
  const others = wanted.fields
    .filter((name) => name.startsWith(`${dataset}.`) || values.named?.has(name))
    .map((name) => ownField(dataset, name))
  const of = (kind: EventKind): readonly Column[] => {
    const all = [...fieldsOf(dataset, kind).filter(isSaid), ...identityFields, ...others]
    const said = new Set(all.map(({ name }) => name))
    const lacks = (field: string): boolean => saidByLines.test(field) && !said.has(field)
    return all.flatMap(({ name, read }) => {
      const slot = wanted.slot(name)
      return wanted.isRead(slot, kindBits[kind], lacks) ? [{ slot, read }] : []
    })
  }
  const [handshake, connection] = [of('handshake'), of('connection')]
  const isShared = ({ slot, read }: Column): boolean =>
    !namesItself.has(read) && [handshake, connection].every((columns) => columns.some(isSame({ slot, read })))
  return {
    of: { handshake, connection, request: of('request') },
    both: handshake.filter(isShared),
    onlyHandshake: handshake.filter((column) => !isShared(column)),
    onlyConnection: connection.filter((column) => !isShared(column)),
  }
}

/** Fields that an event has from its line, or not at all. */
const saidByLines = /^(?:client|destination|event|http|session|source|url|user_agent|websocket)\./

const isSame =
  (one: Column) =>
  ({ slot, read }: Column): boolean =>
    slot === one.slot && read === one.read

/** A field that depends on what the line says alone. */
interface LineOnly {
  readonly name: string
  readonly read: (line: AccessLine) => Value
}

/** A field that asks for no value of the line, and is null all the same, is null in every line of the kind. */
function probe(values: Values, request: ReaderContext['request']): (field: LineOnly) => boolean {
  let hasAsked = false
  const ask =
    <Answer>(answer: Answer) =>
    (): Answer => {
      hasAsked = true
      return answer
    }
  const silent = { load: () => true, at: ask(null), has: ask(false), others: () => [], other: () => null }
  const line = new AccessLine({ ...silent, said: values.said }, request)
  return ({ read }) => {
    hasAsked = false
    line.load('', true)
    return read(line) !== null || hasAsked
  }
}

interface Field {
  readonly name: string
  readonly read: Column['read']
}

/** All that an event of that kind may have. */
export const allFields = (dataset: string, kind: EventKind): readonly Field[] => [
  ...fieldsOf(dataset, kind),
  ...identityFields,
]

const fieldsOf = (dataset: string, kind: EventKind): readonly LineOnly[] => [
  ...lineFields.filter(({ on }) => on?.includes(kind) ?? true),
  { name: 'event.dataset', read: () => dataset },
]

const ownField = (dataset: string, name: string): Field => ({
  name,
  read: (line) => otherField(line, dataset, name),
})

/** Fields that depend on where the line stands, and not on what it says. */
const identityFields: readonly Field[] = [
  { name: 'event.id', read: (_line, identity) => identity.id() },
  { name: 'event.sequence', read: (_line, identity) => identity.sequence() },
  { name: 'websocket.connection.id', read: (line, identity) => identity.connectionId(line) },
]

/** Different for each event of a line. */
const namesItself = new Set(identityFields.slice(0, 2).map(({ read }) => read))
