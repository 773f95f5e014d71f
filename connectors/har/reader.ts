// Bytes of a HAR → events in the order of its entries, each entry's in the order of time.
import { isAscii } from 'node:buffer'
import type { Batch } from '../../src/event/batch.ts'
import { type EventKind, kindBits } from '../access/fields.ts'
import { AccessLine } from '../access/line.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { excerptOf } from '../lines.ts'
import { EntryFinder, longestEntry } from './entries.ts'
import { entryValues, type HarEntry, readEntry } from './entry.ts'
import { endOf, fieldsOf, type HarField, inheritedFields, type Scene, timeOf } from './events.ts'
import { type HarMessage, totalsOf } from './messages.ts'
import { EntryOrigin, MessageOrigin, messageBits, messageFields, type Show } from './origins.ts'

export function createHarReader({ source, wanted, aside, request }: ReaderContext): Reader {
  const values = entryValues()
  const line = new AccessLine(values, request)
  const columns = {
    request: wantedOf(fieldsOf.request),
    handshake: wantedOf(fieldsOf.handshake),
    connection: wantedOf(fieldsOf.connection),
    inherited: wantedOf(inheritedFields),
    message: Object.entries(messageFields).flatMap(([name, read]) => {
      const slot = wanted.slot(name)
      return slot < 0 ? [] : [{ slot, read }]
    }),
  }
  let finder: EntryFinder | null = null

  function wantedOf(fields: readonly HarField[]): readonly (Pick<HarField, 'read'> & { readonly slot: number })[] {
    return fields.map(({ name, read }) => ({ slot: wanted.slot(name), read })).filter(({ slot }) => slot >= 0)
  }

  const show: Show = (scene) => {
    values.put(scene.head)
    line.load('', true)
    return { scene, line }
  }

  function addEntry({ head, messages }: HarEntry, at: number, batch: Batch): void {
    const scene = { head, connection: `${source}:${at}`, at, totals: totalsOf(messages ?? []) }
    const shown = show(scene)
    const kind = line.kind()
    addEvent(scene, kind === 'request' ? 'request' : 'handshake', timeOf(shown), batch)
    if (kind !== 'upgraded' || messages === null) return
    addMessages(scene, messages, batch)
    addEvent(scene, 'connection', head.endedUs, batch)
  }

  /** Of the scene that is shown. */
  function addEvent(scene: Scene, kind: EventKind, us: number, batch: Batch): void {
    const sequence = kind === 'connection' ? endOf(scene) : scene.at
    const row = batch.add(kindBits[kind], us, 0, sequence, new EntryOrigin(scene, kind, show))
    for (const { slot, read } of columns[kind]) batch.set(row, slot, read({ scene, line }))
  }

  function addMessages(scene: Scene, messages: readonly HarMessage[], batch: Batch): void {
    const inherited = columns.inherited.map(({ slot, read }) => ({ slot, value: read({ scene, line }) }))
    for (const [number, message] of messages.entries()) {
      const origin = new MessageOrigin(scene, message, number, show)
      const row = batch.add(messageBits[message.type], message.us, 0, origin.sequence, origin)
      for (const { slot, value } of inherited) batch.set(row, slot, value)
      for (const { slot, read } of columns.message) batch.set(row, slot, read(origin))
    }
  }

  return {
    longestRest: longestEntry,
    read(bytes, offset, last, batch) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      const put = (reason: string, at: number, end = bytes.length): void =>
        aside.put(reason, offset + at, excerptOf(buffer.toString('utf8', at, Math.min(end, at + longestExcerpt))))
      finder ??= new EntryFinder(offset)
      let at = 0
      for (;;) {
        const found = finder.next(bytes, offset, at)
        if (found.kind === 'entry') {
          const { start, end } = found.range
          const entry = readEntry(textOf(buffer, start, end))
          if (entry === null) put('not an entry of a HAR', start, end)
          else addEntry(entry, offset + start, batch)
          at = end
        } else if (found.kind === 'odd') {
          const { start, end } = found.range
          put(found.reason, start, end)
          at = end
        } else if (!last) return found.at
        else {
          if (found.at < bytes.length) put(ends[finder.place], found.at)
          return bytes.length
        }
      }
    },
  }
}

const longestExcerpt = 800

const ends = {
  before: 'no log.entries',
  within: 'the file ends within an entry',
  after: 'the file ends within an entry',
}

/** ASCII is read faster as Latin-1. */
function textOf(buffer: Buffer, start: number, end: number): string {
  return isAscii(buffer.subarray(start, end))
    ? buffer.toString('latin1', start, end)
    : buffer.toString('utf8', start, end)
}
