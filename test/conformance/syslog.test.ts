// Every message in conformance/syslog, read as the file beside it says: the header, and the text after the bar.
import { join } from 'node:path'
import { formatTime } from '../../src/event/time.ts'
import type { SyslogMessage } from '../../src/intake/syslog/header.ts'
import { readMessage } from '../../src/intake/syslog/message.ts'
import { golden } from '../cases.ts'

const reception = { us: Date.parse('2026-11-22T13:05:00Z') * 1000, zoneMinutes: 0 }

golden(join(import.meta.dirname, 'syslog'), '.messages', '.headers', (input) =>
  input
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => `${line}\n${readLine(line)}\n`)
    .join('\n'),
)

function readLine(line: string): string {
  const bytes = bytesOf(line)
  const message = readMessage(bytes, reception)
  const text = Buffer.from(bytes.subarray(message.start, message.end)).toString()
  return `  ${headerOf(message)} | ${JSON.stringify(text)}`
}

const headerOf = ({ facility, severity, us, hostname, appName, procId, msgId }: SyslogMessage): string =>
  [facility, severity, us === null ? null : formatTime(us), hostname, appName, procId, msgId]
    .map((value) => value ?? '-')
    .join(' ')

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', 0: '\0' }

const bytesOf = (line: string): Buffer =>
  Buffer.from(
    line.replace(/\\(?:x([0-9a-f]{2})|([nr0])(?!\d))/g, (_, hex, letter) =>
      hex === undefined ? escapes[letter]! : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  )
