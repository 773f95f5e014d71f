// What somebody reads of events, and what a kind of line can say → the fields to fill for each line.
import type { Value } from '../../src/event/value.ts'
import type { ReaderContext } from '../connector.ts'
import { type EventKind, kindBits, lineFields } from './fields.ts'
import { AccessLine, type LineKind } from './line.ts'
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
  /** What the value depends on: what lines mean, where they stand, the second where the first is nothing, or all that they say. */
  readonly from: 'meaning' | 'place' | 'meaning or place' | 'whole'
}

/** The events of a line, with what each of them has for itself. */
export interface Given<Read = Column> {
  readonly events: readonly { readonly kind: EventKind; readonly columns: readonly Read[] }[]
  /** What is the same in all of them, and read once. */
  readonly shared: readonly Read[]
}

/** By what the line is about. */
export type Gives = Readonly<Record<LineKind, Given>>

/** What lines with such values give to somebody who wants those fields. */
export function givenBy(dataset: string, values: Values, { wanted, request }: ReaderContext): Gives {
  const isSaid = probe(values, request)
  const others = wanted.fields
    .filter((name) => name.startsWith(`${dataset}.`) || values.named?.has(name))
    .map((name) => ownField(dataset, name))
  const of = (kind: EventKind): readonly Column[] => {
    const all: readonly Field[] = [...fieldsOf(dataset, kind).filter(isSaid), ...identityFieldsOf(kind), ...others]
    const said = new Set(all.map(({ name }) => name))
    const lacks = (field: string): boolean => saidByLines.test(field) && !said.has(field)
    return all.flatMap(({ name, read, from = 'meaning' }) => {
      const slot = wanted.slot(name)
      return wanted.isRead(slot, kindBits[kind], lacks) ? [{ slot, read, from }] : []
    })
  }
  const given = (...kinds: readonly EventKind[]): Given => sharing(kinds.map((kind) => ({ kind, columns: of(kind) })))
  return {
    // The line is written when the connection has ended, so it mostly tells of both ends at once.
    upgraded: given(...(values.tells ?? ['handshake', 'connection'])),
    refused: given('handshake'),
    request: given('request'),
  }
}

function sharing(events: Given['events']): Given {
  const isShared = (column: Column): boolean =>
    events.length > 1 &&
    !namesItself.has(column.read) &&
    events.every(({ columns }) => columns.some((other) => other.slot === column.slot && other.read === column.read))
  return {
    events: events.map(({ kind, columns }) => ({ kind, columns: columns.filter((column) => !isShared(column)) })),
    shared: events[0]?.columns.filter(isShared) ?? [],
  }
}

/** Fields that an event has from its line, or not at all. */
const saidByLines = /^(?:client|destination|event|http|session|source|url|user_agent|websocket)\./

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
  /** `meaning` where absent. */
  readonly from?: Column['from']
}

/** All that an event of that kind may have. */
export const allFields = (dataset: string, kind: EventKind): readonly Field[] => [
  ...fieldsOf(dataset, kind),
  ...identityFieldsOf(kind),
]

const fieldsOf = (dataset: string, kind: EventKind): readonly LineOnly[] => [
  ...lineFields.filter(({ on }) => on?.includes(kind) ?? true),
  { name: 'event.dataset', read: () => dataset },
]

const ownField = (dataset: string, name: string): Field => ({
  name,
  from: 'whole',
  read: (line) => otherField(line, dataset, name),
})

/** Fields that depend on where the line stands, and not on what it says. */
const identityFields: readonly Field[] = [
  { name: 'event.id', from: 'place', read: (_line, identity) => identity.id() },
  { name: 'event.sequence', from: 'place', read: (_line, identity) => identity.sequence() },
  { name: 'websocket.connection.id', from: 'meaning or place', read: (line, identity) => identity.connectionId(line) },
]

/** A request is no connection of its own. */
const identityFieldsOf = (kind: EventKind): readonly Field[] =>
  kind === 'request' ? identityFields.slice(0, 2) : identityFields

/** Different for each event of a line. */
const namesItself = new Set(identityFields.slice(0, 2).map(({ read }) => read))
