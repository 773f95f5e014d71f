// What the header of a syslog message says, whichever RFC it goes by.

export interface SyslogHeader {
  readonly hostname: string | null
  readonly appName: string | null
  readonly procId: string | null
  readonly msgId: string | null
  /** When it was sent, in microseconds; null where the header has no time. */
  readonly us: number | null
  /** Where the text begins. */
  readonly start: number
}

/** The text is the bytes from `start` up to `end`, without the end of a line. */
export interface SyslogMessage extends SyslogHeader {
  /** 0 to 23. Null, as the severity, where the message does not begin with a priority: then all of it is text. */
  readonly facility: number | null
  /** 0 to 7. */
  readonly severity: number | null
  readonly end: number
}
