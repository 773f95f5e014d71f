// What follows the priority of a message → its header as RFC 5424 has it, or null where it is none of that kind.
import { parseTime } from '../../event/time.ts'
import type { SyslogHeader } from './header.ts'

/** Version, time, host, application, process, kind. Longer names than the standard's are taken as well. */
const pattern = /1 (\S{1,64}) (\S{1,255}) (\S{1,255}) (\S{1,255}) (\S{1,255})(?: |$)/y

/** `text` is Latin-1, a character for each byte. */
export function readStandardHeader(text: string, at: number): SyslogHeader | null {
  pattern.lastIndex = at
  const found = pattern.exec(text)
  if (found === null) return null
  const [whole, time, hostname, appName, procId, msgId] = found
  const instant = time === nil ? null : parseTime(time!)
  if (instant === null && time !== nil) return null
  return {
    hostname: known(hostname!),
    appName: known(appName!),
    procId: known(procId!),
    msgId: known(msgId!),
    us: instant?.us ?? null,
    start: textStart(text, afterStructuredData(text, at + whole.length)),
  }
}

// RFC 5424 section 6: what is not known is written as a dash.
const nil = '-'

const known = (field: string): string | null => (field === nil ? null : field)

/** Where structured data ends; where it begins, if what stands there is none: some senders leave even the dash out. */
function afterStructuredData(text: string, at: number): number {
  if (text[at] === nil && (at + 1 === text.length || text[at + 1] === ' ')) return at + 1
  let end = at
  while (text[end] === '[') {
    const next = afterElement(text, end)
    if (next < 0) return at
    end = next
  }
  return end
}

/** RFC 5424 section 6.3.3: within a value, a backslash stands before `"`, `\` and `]`. -1 where the element does not end. */
function afterElement(text: string, at: number): number {
  let quoted = false
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i]
    if (quoted && character === '\\') i++
    else if (character === '"') quoted = !quoted
    else if (!quoted && character === ']') return i + 1
  }
  return -1
}

/** RFC 5424 section 6.4: text in UTF-8 is announced by a byte order mark. */
const byteOrderMark = '\u00ef\u00bb\u00bf'

function textStart(text: string, at: number): number {
  const start = text[at] === ' ' ? at + 1 : at
  return text.startsWith(byteOrderMark, start) ? start + byteOrderMark.length : start
}
