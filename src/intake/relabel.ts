// Rows that a reader made → the same rows, known by the name that their sender gave, with fields that only it knew.
import type { Batch, Origin } from '../event/batch.ts'
import type { EventDocument, Value } from '../event/value.ts'

export interface Label {
  /** What the reader called the line: an id that is this, or goes on from it, begins with `name` instead. */
  readonly known: string
  readonly name: string
  /** For events that do not have them. */
  readonly fields: EventDocument
}

/** Goes over the rows from `from` on. */
export function relabel(batch: Batch, from: number, label: Label): void {
  const isRenamed = label.name !== label.known
  const fields = Object.entries(label.fields)
  if (!isRenamed && fields.length === 0) return
  const ids = isRenamed ? names.map((name) => batch.layout.slot(name)).filter(isWanted) : []
  const filled = fields
    .map(([name, value]) => ({ slot: batch.layout.slot(name), value }))
    .filter(({ slot }) => isWanted(slot))
  for (let row = from; row < batch.length; row++) {
    batch.setOrigin(row, labelled(batch.origin(row), label))
    for (const slot of ids) batch.set(row, slot, renamed(batch.get(row, slot), label))
    for (const { slot, value } of filled) if (batch.get(row, slot) === null) batch.set(row, slot, value)
  }
}

const isWanted = (slot: number): boolean => slot >= 0

/** Fields that say which event, or which connection, it is. */
const names = ['event.id', 'websocket.connection.id'] as const

function renamed(id: Value, { known, name }: Label): Value {
  if (typeof id !== 'string' || !id.startsWith(known)) return id
  const rest = id.slice(known.length)
  return rest === '' || rest.startsWith(':') ? name + rest : id
}

const labelled = (origin: Origin, label: Label): Origin => ({
  isCompact: origin.isCompact ?? false,
  id: () => renamed(origin.id(), label) as string,
  document: () => documentOf(origin, label),
  // As it was written, the event does not have the other fields.
  ...(origin.written && isEmpty(label.fields) && { written: () => origin.written!() }),
})

function documentOf(origin: Origin, label: Label): EventDocument {
  const document: Record<string, Value> = { ...label.fields, ...origin.document() }
  for (const name of names) {
    const id = document[name]
    if (id !== undefined) document[name] = renamed(id, label)
  }
  return document
}

const isEmpty = (fields: EventDocument): boolean => Object.keys(fields).length === 0
