// What lines said of a connection → rows of events, by the table of fields that all access logs share and a product's own.
import type { Batch, Origin } from '../../src/event/batch.ts'
import { categoryBits, ecsCategory } from '../../src/event/category.ts'
import { formatTime } from '../../src/event/time.ts'
import type { EventDocument, Scalar, Value } from '../../src/event/value.ts'
import { type EventKind, lineFields } from '../access/fields.ts'
import { AccessLine } from '../access/line.ts'
import { otherField, otherFields } from '../access/others.ts'
import type { ReaderContext } from '../connector.ts'
import { credentialFields } from './credentials.ts'
import { createSaidValues, type Said, type SaidKey } from './said.ts'

export type ToldKind = EventKind | 'frame' | 'close' | 'alert' | 'log'

/** One event, before it is a row. */
export interface Told {
  readonly kind: ToldKind
  /** `@timestamp`, in microseconds. */
  readonly us: number
  /** The line that it is named after: its source, and where it begins there. */
  readonly source: string
  readonly at: number
  /** `websocket.connection.id`. */
  readonly connection: string | null
  readonly said: Said
  /** What is known of its connection. */
  readonly of: Said | null
}

export interface ToldField {
  readonly name: string
  read(line: AccessLine, told: Told): Value
}

export interface Product {
  readonly dataset: string
  readonly keys: readonly SaidKey[]
  /** Fields of its own, by kind of event: they come before those that all share. */
  readonly fields: Readonly<Partial<Record<ToldKind | 'every', readonly ToldField[]>>>
}

/** Adds an event to the batch. */
export type Tell = (batch: Batch, told: Told) => void

export function createTeller(product: Product, { wanted, request }: ReaderContext): Tell {
  const values = createSaidValues(product.keys)
  const line = new AccessLine(values, request)
  const load = ({ said, of }: Told): AccessLine => {
    values.set(said, of)
    line.load('', true)
    return line
  }
  const others = wanted.fields
    .filter((name) => name.startsWith(`${product.dataset}.`))
    .map((name): ToldField => ({ name, read: (of) => otherField(of, product.dataset, name) }))
  const columns = byKind((kind) =>
    uniqueByName([...fieldsOf(product, kind), ...others]).flatMap(({ name, read }) => {
      const slot = wanted.slot(name)
      return wanted.isRead(slot, toldBits[kind]) ? [{ slot, read }] : []
    }),
  )
  const document = (told: Told): EventDocument => {
    const loaded = load(told)
    const own = fieldsOf(product, told.kind).map(({ name, read }): [string, Value] => [name, read(loaded, told)])
    const all = [...own, ...otherFields(loaded, product.dataset)]
    return Object.fromEntries(all.filter(([, value]) => value !== null))
  }
  return (batch, told) => {
    const row = batch.add(toldBits[told.kind], told.us, 0, sequenceOf(told), new ToldOrigin(told, document))
    const wantedFields = columns[told.kind]
    if (wantedFields.length === 0) return
    const loaded = load(told)
    for (const { slot, read } of wantedFields) batch.set(row, slot, read(loaded, told))
  }
}

class ToldOrigin implements Origin {
  readonly isCompact = true
  readonly #told: Told
  readonly #document: (told: Told) => EventDocument

  constructor(told: Told, document: (told: Told) => EventDocument) {
    this.#told = told
    this.#document = document
  }

  id(): string {
    return idOf(this.#told)
  }

  document(): EventDocument {
    return this.#document(this.#told)
  }
}

const idOf = ({ source, at, kind }: Told): string => `${source}:${at}:${kind}`

/** As in access logs: two for each byte of the source. A connection ends after its handshake, and a close comes of its frame. */
const sequenceOf = ({ at, kind }: Told): number => at * 2 + (kind === 'connection' || kind === 'close' ? 1 : 0)

const kinds: readonly ToldKind[] = ['handshake', 'connection', 'request', 'frame', 'close', 'alert', 'log']

const byKind = <T>(of: (kind: ToldKind) => T): Readonly<Record<ToldKind, T>> =>
  Object.fromEntries(kinds.map((kind) => [kind, of(kind)])) as Record<ToldKind, T>

const otherCategories: Readonly<Partial<Record<ToldKind, readonly string[]>>> = {
  alert: ['intrusion_detection', 'alert'],
  log: ['network', 'log'],
}

const categoriesOf = byKind((kind) => ecsCategory[kind] ?? otherCategories[kind] ?? [kind])

const toldBits = byKind((kind) => categoryBits(categoriesOf[kind]))

function fieldsOf({ dataset, fields }: Product, kind: ToldKind): readonly ToldField[] {
  return uniqueByName([
    { name: '@timestamp', read: (_line, { us }) => formatTime(us) },
    { name: 'event.dataset', read: () => dataset },
    { name: 'event.id', read: (_line, told) => idOf(told) },
    { name: 'event.sequence', read: (_line, told) => sequenceOf(told) },
    { name: 'websocket.connection.id', read: (_line, { connection }) => connection },
    ...(fields[kind] ?? []),
    ...(fields.every ?? []),
    { name: 'event.category', read: () => categoriesOf[kind] },
    ...sharedFields(kind),
  ])
}

/** The line's own, else its connection's. Null where neither says it. */
export const saidBy = ({ said, of }: Told, name: string): Scalar | null => said[name] ?? of?.[name] ?? null

/** A frame or an alert has what the handshake said of the connection; what is the handshake's alone, it does not. */
function sharedFields(kind: ToldKind): readonly ToldField[] {
  const isOwn = kind === 'handshake' || kind === 'connection' || kind === 'request'
  return lineFields
    .filter(({ name, on }) =>
      isOwn ? (on?.includes(kind) ?? true) : (on?.includes('handshake') ?? true) && isInherited(name),
    )
    .map(({ name, read }): ToldField => {
      const credential = credentialFields[name]
      return { name, read: credential ? (_line, told) => credential((key) => saidBy(told, key)) : read }
    })
}

const isInherited = (name: string): boolean =>
  /^(?:source|destination|client|user|url|network|session|user_agent|websocket)\.|^http\.request\.(?:origin|cookie)|^event\.kind$/.test(
    name,
  )

/** The first of each name counts. */
function uniqueByName<T extends { readonly name: string }>(fields: readonly T[]): readonly T[] {
  const names = new Set<string>()
  return fields.filter(({ name }) => {
    if (names.has(name)) return false
    names.add(name)
    return true
  })
}
