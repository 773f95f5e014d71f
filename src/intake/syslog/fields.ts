// The header of a message and who sent it → the stream that its text belongs to, and fields for the events of it (ECS).
import type { EventDocument, Value } from '../../event/value.ts'
import type { SyslogMessage } from './header.ts'

/** What one program on one host writes is of one log. A header without a host is of whoever sent it. */
export const streamOf = ({ hostname, appName }: SyslogMessage, sender: string): string =>
  `${hostname ?? sender}/${appName ?? ''}`

export function fieldsOf(message: SyslogMessage, sender: string): EventDocument {
  const fields: Record<string, Value> = {}
  for (const [name, value] of [
    ['log.syslog.facility.code', message.facility],
    ['log.syslog.severity.code', message.severity],
    ['log.syslog.hostname', message.hostname],
    ['log.syslog.appname', message.appName],
    ['log.syslog.procid', message.procId],
    ['log.syslog.msgid', message.msgId],
    ['log.source.address', sender],
  ] as const) {
    if (value !== null) fields[name] = value
  }
  return fields
}
