// Batches → the same batches, with the fields of decoded subprotocols on their messages: those that rules read, and no more.
import type { Batch, Origin } from '../event/batch.ts'
import { categoryBit } from '../event/category.ts'
import type { Layout } from '../event/layout.ts'
import { octetsField, schema } from '../event/schema.ts'
import { elementsAt, type Path, wholeOf } from '../event/tree.ts'
import type { EventDocument, Value } from '../event/value.ts'
import type { Written } from '../event/written.ts'
import { type Decoded, decode } from './decode.ts'
import type { Decoder } from './decoder.ts'
import { decoders } from './decoders.ts'
import { Message, parseJson } from './message.ts'
import { fieldsOf, type Place, placeOf, readField } from './record.ts'

/** Of which events it decodes what they say. */
export const decodedCategories = categoryBit('message')

/** All of them that have a type: for whoever wants to see what could be asked for. */
export const decodedFields: readonly string[] = Object.keys(schema).filter((name) =>
  decoders.some(({ prefix }) => name.startsWith(`${prefix}.`)),
)

/** What must have a slot besides where rules read these fields: what is decoded, and what says how. */
export function decodingNeeds(fields: ReadonlySet<string>): readonly string[] {
  const wanted = wantedBy([...fields])
  if (wanted.length === 0) return []
  const text = ['websocket.payload.text', 'websocket.subprotocol', 'url.path']
  return wanted.some(({ prefix }) => octetPrefixes.has(prefix)) ? [...text, octetsField] : text
}

/** Of the decoders that look at binary messages. */
const octetPrefixes = new Set(['mqtt', 'stomp'])

const wantedBy = (fields: readonly string[]): readonly Decoder[] =>
  decoders.filter(({ prefix }) => fields.some((field) => field.startsWith(`${prefix}.`)))

interface Read {
  readonly slot: number
  readonly place: Place
}

/** An array of an event as its sender wrote it. */
interface Whole {
  readonly slot: number
  readonly path: Path
}

/** What a layout asks for. */
interface Plan {
  readonly layout: Layout
  readonly wanted: readonly Decoder[]
  readonly reads: ReadonlyMap<Decoder, readonly Read[]>
  readonly wholes: readonly Whole[]
  readonly slots: Readonly<Record<'text' | 'octets' | 'subprotocol' | 'path', number>>
}

function planFor(layout: Layout): Plan {
  const wanted = wantedBy(layout.fields)
  return {
    layout,
    wanted,
    reads: new Map(wanted.map((decoder) => [decoder, readsOf(decoder, layout)])),
    wholes: layout.fields.flatMap((name, slot) => {
      const field = wholeOf(name)
      return field === null ? [] : [{ slot, path: field.split('.') }]
    }),
    slots: {
      text: layout.slot('websocket.payload.text'),
      octets: layout.slot(octetsField),
      subprotocol: layout.slot('websocket.subprotocol'),
      path: layout.slot('url.path'),
    },
  }
}

const readsOf = (decoder: Decoder, { fields }: Layout): readonly Read[] =>
  fields.flatMap((name, slot) =>
    name.startsWith(`${decoder.prefix}.`) ? [{ slot, place: placeOf(name, decoder) }] : [],
  )

export class Decoding {
  /** Of the layout that came last: rules may change under way. */
  #plan: Plan | null = null

  extend(batch: Batch): void {
    if (this.#plan?.layout !== batch.layout) this.#plan = planFor(batch.layout)
    const plan = this.#plan
    if (plan.wanted.length === 0 && plan.wholes.length === 0) return
    for (let row = 0; row < batch.length; row++) {
      const isDecoded =
        plan.wanted.length > 0 && batch.categories[row]! & decodedCategories && decodeRow(batch, row, plan)
      if (!isDecoded && plan.wholes.length > 0) keepWhole(batch, row, plan)
    }
  }
}

/** What an event brings itself stands as it is. */
function decodeRow(batch: Batch, row: number, { wanted, reads, slots }: Plan): boolean {
  const message = Message.of(batch.get(row, slots.text), batch.get(row, slots.octets))
  // Nobody else asks for them, and they would be written down with the row.
  batch.set(row, slots.octets, null)
  if (message === null) return false
  const handshake = { subprotocol: textOf(batch.get(row, slots.subprotocol)), path: textOf(batch.get(row, slots.path)) }
  const decoded = decode(message, handshake, wanted)
  if (decoded === null) return false
  const fields = reads.get(decoded.decoder)!.filter(({ slot }) => batch.get(row, slot) === null)
  for (const { slot, place } of fields) batch.set(row, slot, readField(decoded, place))
  batch.setOrigin(row, decodedOrigin(batch.origin(row), decoded, fields))
  return true
}

const textOf = (value: Value): string | null => (typeof value === 'string' ? value : null)

/** The event shows what its decoder always gives, and what the rules ask for. */
function decodedOrigin(origin: Origin, decoded: Decoded, reads: readonly Read[]): Origin {
  let known: EventDocument | null = null
  const fields = (): EventDocument => {
    known ??= fieldsOf(
      decoded,
      reads.map(({ place }) => place),
    )
    return known
  }
  return {
    isCompact: origin.isCompact ?? false,
    id: () => origin.id(),
    document: () => withFields(origin.document(), fields()),
    ...(origin.written && { written: () => learn(origin.written!(), beside(origin.document(), fields())) }),
  }
}

const withFields = (own: EventDocument, fields: EventDocument): EventDocument => ({ ...own, ...beside(own, fields) })

/** Those that the event does not bring itself. */
const beside = (own: EventDocument, fields: EventDocument): EventDocument =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => own[name] === undefined))

const learn = (written: Written, learned: EventDocument): Written => ({
  ...written,
  learned: { ...written.learned, ...learned },
})

/** Arrays of objects of an event that was sent as JSON: as a row has them flat, it is not known any more what belongs together. */
function keepWhole(batch: Batch, row: number, { wholes }: Plan): void {
  const text = batch.origin(row).written?.().text
  if (text === undefined || !wholes.some(({ path }) => text.includes(path.at(-1)!))) return
  const root = parseJson(text)
  for (const { slot, path } of wholes) {
    if (batch.get(row, slot) === null) batch.set(row, slot, elementsAt(root, path) as Value)
  }
}
