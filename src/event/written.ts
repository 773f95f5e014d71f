// An event as its sender wrote it → the whole event. Kept as text it goes through queues and journals as it is, and is
// taken apart only where somebody wants to see it.
import { flatten } from './document.ts'
import { fitFor } from './fit.ts'
import { formatTime } from './time.ts'
import type { EventDocument, Value } from './value.ts'

export interface Written {
  /** A JSON object on one line, nested or dotted. */
  readonly text: string
  /** What `event.dataset` is where the sender says nothing. */
  readonly dataset: string
  /** What became known of the event since. */
  readonly learned: EventDocument | null
}

/** What an event is known by, whatever its sender calls it. */
export interface Named {
  readonly us: number
  readonly nanos: number
  readonly sequence: number
  readonly id: string
}

/** `sent`: the object that the text stands for. A sender that knows of no proxy names the client as the source. */
export function readWritten(
  sent: object,
  { dataset, learned }: Omit<Written, 'text'>,
  { us, nanos, sequence, id }: Named,
): EventDocument {
  const document: Record<string, Value> = { 'event.dataset': dataset }
  const flat = isFlat(sent) ? sent : flatten(sent)
  for (const name of Object.keys(flat)) {
    const fitting = fitFor(name)(flat[name]!)
    if (fitting !== null) document[name] = fitting
  }
  document['@timestamp'] = formatTime(us, nanos)
  document['event.id'] = id
  document['event.sequence'] = sequence
  if (document['source.ip'] !== undefined) document['client.ip'] ??= document['source.ip']
  return learned === null ? document : { ...document, ...learned }
}

/** Many senders write dotted names and plain values: then there is nothing to take apart. */
const isFlat = (sent: object): sent is EventDocument =>
  Object.values(sent).every((value) => value !== null && typeof value !== 'object')
