// A line of `journalctl --output=json` → the entry in it. Never throws.
import type { EventDocument, Value } from '../event/value.ts'

export interface JournalEntry {
  /** Where to go on after it. */
  readonly cursor: string
  /** Its place in the journal that it was written to: the same however often it is read. Null where the cursor is of no known shape. */
  readonly place: JournalPlace | null
  /** Null where it has none. */
  readonly message: Uint8Array | null
  /** When the journal took it in, in microseconds; null where that is not told. */
  readonly us: number | null
  /** The host and the program that wrote it. */
  readonly stream: string
  readonly fields: EventDocument
}

export interface JournalPlace {
  /** Of the sequence of numbers, which a journal that is begun anew begins anew. */
  readonly sequence: string
  readonly number: number
}

/** Those that are asked for, beside the cursor and the time, which always come. */
export const journalFields: readonly string[] = [
  ...['MESSAGE', 'PRIORITY', 'SYSLOG_FACILITY', 'SYSLOG_IDENTIFIER', 'SYSLOG_PID'],
  ...['_PID', '_HOSTNAME', '_SYSTEMD_UNIT'],
]

/** Null where the line is no entry. */
export function readEntry(line: string): JournalEntry | null {
  const entry = parse(line)
  const cursor = entry?.['__CURSOR']
  if (!entry || typeof cursor !== 'string') return null
  const text = (name: string): string | null => textOf(entry[name])
  const program = text('SYSLOG_IDENTIFIER') ?? text('_SYSTEMD_UNIT')
  return {
    cursor,
    place: placeOf(cursor),
    message: bytesOf(entry['MESSAGE']),
    us: timeOf(text('__REALTIME_TIMESTAMP')),
    stream: `${text('_HOSTNAME') ?? ''}/${program ?? ''}`,
    fields: present({
      'log.syslog.facility.code': numberOf(text('SYSLOG_FACILITY')),
      'log.syslog.severity.code': numberOf(text('PRIORITY')),
      'log.syslog.hostname': text('_HOSTNAME'),
      'log.syslog.appname': text('SYSLOG_IDENTIFIER'),
      'log.syslog.procid': text('SYSLOG_PID') ?? text('_PID'),
      'systemd.unit': text('_SYSTEMD_UNIT'),
    }),
  }
}

function parse(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** What is no UTF-8 comes as an array of its bytes; what was said twice, as an array of what was said. */
function bytesOf(value: unknown): Uint8Array | null {
  if (typeof value === 'string') return Buffer.from(value)
  if (!Array.isArray(value)) return null
  return typeof value[0] === 'number' ? Buffer.from(value as number[]) : bytesOf(value[0] ?? null)
}

function textOf(value: unknown): string | null {
  const bytes = bytesOf(value)
  return bytes === null || bytes.length === 0 ? null : Buffer.from(bytes).toString().slice(0, longestName)
}

const longestName = 255

const numberOf = (text: string | null): number | null => (text !== null && /^\d{1,4}$/.test(text) ? Number(text) : null)

const timeOf = (text: string | null): number | null => (text !== null && /^\d{1,16}$/.test(text) ? Number(text) : null)

const present = (fields: Readonly<Record<string, Value>>): EventDocument =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))

/** `s=…;i=…;…`: which sequence of numbers, and the number in it, in hexadecimal. */
const cursorShape = /^s=([0-9a-f]{1,64});i=([0-9a-f]{1,12});/

function placeOf(cursor: string): JournalPlace | null {
  const [, sequence, number] = cursorShape.exec(cursor) ?? []
  return sequence === undefined ? null : { sequence, number: Number.parseInt(number!, 16) }
}
