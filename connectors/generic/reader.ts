// Lines that are one event each, as a mapping says → events.

import type { Batch, Origin } from '../../src/event/batch.ts'
import { isCategory } from '../../src/event/category.ts'
import type { Layout } from '../../src/event/layout.ts'
import { isTime } from '../../src/event/time.ts'
import type { EventDocument } from '../../src/event/value.ts'
import { AccessLine } from '../access/line.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { eachTextLine, type Place } from '../text-lines.ts'
import { bitsOf, documentOf, fieldsFor, type MappedField, type MappedLine } from './events.ts'
import { categoryIndex, openValues, type Plan } from './plan.ts'

export function createMappedReader(plan: Plan, { source, wanted, aside, request }: ReaderContext): Reader {
  const values = openValues(plan)
  const line = new AccessLine(values, request)
  const fields = fieldsFor(plan.plain)
  const idSlot = wanted.slot('event.id')
  const wantedFields = fields
    .map(({ name, read }) => ({ slot: wanted.slot(name), read }))
    .filter(({ slot }) => slot >= 0 && slot !== idSlot)
  const kinds = new Map<string, Kind>()
  const kindOf = (category: string): Kind => {
    const known = kinds.get(category)
    if (known !== undefined) return known
    const kind = kindFor(category, wantedFields, wanted)
    // Of others a line may name any number.
    if (isCategory(category)) kinds.set(category, kind)
    return kind
  }

  const mapped = (at: number): MappedLine => ({
    line,
    category: String(values.value(categoryIndex) ?? ''),
    us: line.time(),
    source,
    at,
    plain: values.other,
  })

  const documentAt = ({ text, ascii, at }: Place): EventDocument => {
    line.load(text, ascii)
    return documentOf(fields, mapped(at))
  }

  const lines = { source, documentAt }

  /** Adds the line's event, or says why it cannot be read. */
  function readLine(place: Place, bytes: Uint8Array, start: number, batch: Batch): string | null {
    if (!line.load(place.text, place.ascii, bytes, start))
      return plan.mapping.pattern === null ? 'not a JSON object' : 'not of this pattern'
    const said = mapped(place.at)
    // A line of a category that the mapping does not name is about something else.
    if (said.category === '') return null
    if (!isTime(said.us)) return 'no time that can be read'
    const name = values.other('event.id')
    const origin = new LineOrigin(typeof name === 'string' ? name : null, place, lines)
    const { bits, columns } = kindOf(said.category)
    const row = batch.add(bits, said.us, 0, place.at, origin)
    for (const { slot, read } of columns) {
      const value = read(said)
      if (value !== null) batch.set(row, slot, value)
    }
    if (idSlot >= 0) batch.set(row, idSlot, origin.id())
    return null
  }

  return {
    read: (bytes, offset, last, batch) =>
      eachTextLine({ bytes, offset, last }, aside, (place, line, start) => readLine(place, line, start, batch)),
  }
}

interface Column {
  readonly slot: number
  readonly read: MappedField['read']
}

/** What is read of the events of a category. */
interface Kind {
  readonly bits: number
  readonly columns: readonly Column[]
}

/** Of messages all is filled: what is told of the logins in them takes it over. */
function kindFor(category: string, columns: readonly Column[], wanted: Layout): Kind {
  const bits = bitsOf(category)
  return { bits, columns: columns.filter(({ slot }) => category === 'message' || wanted.isRead(slot, bits)) }
}

interface Lines {
  readonly source: string
  readonly documentAt: (place: Place) => EventDocument
}

/** Reads the line again where its whole event is asked for: few are. */
class LineOrigin implements Origin {
  readonly isCompact = true
  /** Null where the line does not name its event. */
  readonly #id: string | null
  readonly #place: Place
  readonly #lines: Lines

  constructor(id: string | null, place: Place, lines: Lines) {
    this.#id = id
    this.#place = place
    this.#lines = lines
  }

  id(): string {
    return this.#id ?? `${this.#lines.source}:${this.#place.at}`
  }

  document(): EventDocument {
    return this.#lines.documentAt(this.#place)
  }
}
