// Lines that are one event each, as a mapping says → events.

import type { Batch, Origin } from '../../src/event/batch.ts'
import { isTime } from '../../src/event/time.ts'
import type { EventDocument } from '../../src/event/value.ts'
import { AccessLine } from '../access/line.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { eachTextLine, type Place } from '../text-lines.ts'
import { bitsOf, documentOf, fieldsFor, type MappedLine } from './events.ts'
import { categoryIndex, openValues, type Plan } from './plan.ts'

export function createMappedReader(plan: Plan, { source, wanted, aside, request }: ReaderContext): Reader {
  const values = openValues(plan)
  const line = new AccessLine(values, request)
  const fields = fieldsFor(plan.plain)
  const idSlot = wanted.slot('event.id')
  const columns = fields
    .map(({ name, read }) => ({ slot: wanted.slot(name), read }))
    .filter(({ slot }) => slot >= 0 && slot !== idSlot)

  const mapped = (at: number): MappedLine => ({
    line,
    category: String(values.value(categoryIndex) ?? ''),
    us: line.time(),
    source,
    at,
    plain: (name) => values.other(name),
  })

  const documentAt = ({ text, ascii, at }: Place): EventDocument => {
    line.load(text, ascii)
    return documentOf(fields, mapped(at))
  }

  /** Adds the line's event, or says why it cannot be read. */
  function readLine(place: Place, bytes: Uint8Array, start: number, batch: Batch): string | null {
    if (!line.load(place.text, place.ascii, bytes, start))
      return plan.mapping.pattern === null ? 'not a JSON object' : 'not of this pattern'
    const said = mapped(place.at)
    // A line of a category that the mapping does not name is about something else.
    if (said.category === '') return null
    if (!isTime(said.us)) return 'no time that can be read'
    const name = values.other('event.id')
    const origin = new LineOrigin(typeof name === 'string' ? name : `${source}:${place.at}`, place, documentAt)
    const row = batch.add(bitsOf(said.category), said.us, 0, place.at, origin)
    for (const { slot, read } of columns) {
      const value = read(said)
      if (value !== null) batch.set(row, slot, value)
    }
    batch.set(row, idSlot, origin.id())
    return null
  }

  return {
    read: (bytes, offset, last, batch) =>
      eachTextLine({ bytes, offset, last }, aside, (place, line, start) => readLine(place, line, start, batch)),
  }
}

/** Reads the line again where its whole event is asked for: few are. */
class LineOrigin implements Origin {
  readonly isCompact = true
  readonly #id: string
  readonly #place: Place
  readonly #read: (place: Place) => EventDocument

  constructor(id: string, place: Place, read: (place: Place) => EventDocument) {
    this.#id = id
    this.#place = place
    this.#read = read
  }

  id(): string {
    return this.#id
  }

  document(): EventDocument {
    return this.#read(this.#place)
  }
}
