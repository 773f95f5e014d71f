// The journal of systemd → deliveries: the text of each entry, read by the connector that knows it. Read by journalctl, which
// every system with a journal has.
import { tooLong } from '../../connectors/lines.ts'
import { Batch } from '../event/batch.ts'
import { anyCategory } from '../event/category.ts'
import { Headway, noOddities, type Oddities } from '../event/headway.ts'
import type { Layout } from '../event/layout.ts'
import type { Delivery, Source } from '../event/source.ts'
import type { RequestSettings } from '../request/settings.ts'
import { createArrivals } from './arrival.ts'
import { createEnclosed } from './enclosed.ts'
import { type JournalEntry, readEntry } from './journald-entry.ts'
import { followJournal, type JournalSelection } from './journald-follow.ts'
import type { NamedConnector } from './line-readers.ts'
import { nowUs } from './now.ts'
import { type KeepPiece, UnreadableLog } from './unreadable.ts'

export interface JournaldSettings {
  readonly id: string
  readonly selection: JournalSelection
  /** Told from what each program writes where it is null. */
  readonly connector: NamedConnector | null
  readonly request: RequestSettings
  readonly latenessUs: number
  readonly signal: AbortSignal
  /** Why nothing can be read for now. */
  readonly onTrouble: (reason: string) => void
  /** Keeps whole what could not be read. */
  readonly keep?: KeepPiece
  readonly retryMs?: number
}

export function journaldSource(settings: JournaldSettings): Source {
  const { id, connector, latenessUs, keep } = settings
  const unreadable = new UnreadableLog(id, dataset, keep)
  const oddities = noOddities()
  return {
    info: { id, categories: connector?.connector.categories ?? anyCategory, latenessUs },
    deliveries: (layout, before) => deliver({ settings, unreadable, oddities, layout }, before),
    unreadable: () => unreadable.list(),
    oddities: () => oddities,
  }
}

const dataset = 'journald'

interface Reading {
  readonly settings: JournaldSettings
  readonly unreadable: UnreadableLog
  readonly oddities: Oddities
  readonly layout: Layout
}

/** Where the journal goes on after a batch. */
interface Resume {
  readonly cursor: string
}

async function* deliver(
  { settings, unreadable, oddities, layout }: Reading,
  before: { readonly n: number; readonly resume: unknown } | undefined,
): AsyncGenerator<Delivery> {
  const { id, selection, latenessUs, signal } = settings
  const read = createEntryReader({ settings, unreadable, layout })
  const headway = new Headway({ latenessUs, oddities, nowUs })
  let cursor = (before?.resume as Resume | null | undefined)?.cursor ?? null
  let n = before?.n ?? 0
  const onTooLong = (begin: string): void => unreadable.put(tooLong, n, begin)
  for await (const lines of followJournal(selection, { ...settings, cursor: () => cursor, onTooLong })) {
    const batch = new Batch(layout)
    for (const line of lines) cursor = read(line, batch) ?? cursor
    if (cursor === null) continue
    const resume: Resume = { cursor }
    headway.see(batch.times, batch.length)
    yield { source: id, n: ++n, batch, progress: headway.progress(), resume }
    if (signal.aborted) return
  }
}

/** Returns the cursor of the entry; null where the line is none. */
function createEntryReader({
  settings,
  unreadable,
  layout,
}: Omit<Reading, 'oddities'>): (line: string, batch: Batch) => string | null {
  const { id: source, connector, request } = settings
  const enclosed = createEnclosed({
    ...{ source, wanted: layout, request, aside: unreadable },
    connectorFor: () => connector,
  })
  const nextPlace = createArrivals(Date.now)
  return (line, batch) => {
    const entry = readEntry(line)
    if (entry === null) unreadable.put('not an entry of the journal', 0, line)
    else if (entry.message !== null) enclosed.read(entry.message, placeIn(source, entry, nextPlace), batch)
    return entry?.cursor ?? null
  }
}

function placeIn(source: string, { place, stream, fields, us }: JournalEntry, nextPlace: () => number) {
  if (place === null) return { stream, fields, us, at: nextPlace() }
  return { stream, fields, us, at: place.number, name: `${source}:${place.sequence}:${place.number}` }
}
