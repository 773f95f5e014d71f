// The bytes of one syslog message → what its header says, and where its text lies. Never throws.

import type { SyslogHeader, SyslogMessage } from './header.ts'
import { readTraditionalHeader } from './rfc3164.ts'
import { readStandardHeader } from './rfc5424.ts'
import type { Reception } from './time.ts'

export function readMessage(bytes: Uint8Array, reception: Reception): SyslogMessage {
  const end = withoutLineEnd(bytes)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('latin1')
  const priority = priorityOf(text)
  if (priority === null) return { ...bare, facility: null, severity: null, end }
  const { value, at } = priority
  const header = readStandardHeader(text, at) ?? readTraditionalHeader(text, at, reception)
  return { facility: value >> 3, severity: value & 7, ...header, end }
}

const bare: SyslogHeader = { hostname: null, appName: null, procId: null, msgId: null, us: null, start: 0 }

/** Senders of datagrams end their text as they would end a line of a file. */
function withoutLineEnd(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && lineEnds.has(bytes[end - 1]!)) end--
  return end
}

const lineEnds: ReadonlySet<number> = new Set([0x00, 0x0a, 0x0d])

const priorityPattern = /^<(\d{1,3})>/
const highestPriority = 191

/** RFC 3164 section 4.1.1, RFC 5424 section 6.2.1: eight times the facility and the severity. */
function priorityOf(text: string): { readonly value: number; readonly at: number } | null {
  const found = priorityPattern.exec(text)
  if (found === null) return null
  const value = Number(found[1])
  return value <= highestPriority ? { value, at: found[0].length } : null
}
