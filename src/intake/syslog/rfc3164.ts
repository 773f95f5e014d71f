// What follows the priority of a message → its header, in the shapes that products give to RFC 3164.
import type { SyslogHeader } from './header.ts'
import { type Reception, readTimeAt } from './time.ts'

/** `text` is Latin-1, a character for each byte. */
export function readTraditionalHeader(text: string, at: number, reception: Reception): SyslogHeader {
  const time = readTimeAt(text, at, reception)
  // RFC 3164 section 4.3.2: without a time all of it is text. A process with its number is told apart all the same.
  if (time === null) return { ...unnamed, ...(match(tagWithProcess, text, at) ?? { start: at }) }
  const named = afterTime(text, skip(/:? */y, text, time.end))
  return { ...unnamed, us: time.us, ...named }
}

const unnamed = { hostname: null, appName: null, procId: null, msgId: null, us: null } as const

type Named = Pick<SyslogHeader, 'start'> & Partial<Pick<SyslogHeader, 'hostname' | 'appName' | 'procId'>>

const tagWithProcess = /(?<app>[^\s:[\]<>{}"]{1,128})\[(?<process>[^\s\]]{0,128})\]: ?/y
const tag = /(?<app>[^\s:[\]<>{}"]{1,128})(?:\[(?<process>[^\s\]]{0,128})\]:?|:(?= |$)) ?/y
/** A name or an address. With a port it is what the text begins with. */
const host = /(?:[\w.-]{1,255}|(?=\S*:\S*:)[\w.:%]{2,255})(?: +|$)/y

/** Local senders, and HAProxy unless it is told otherwise, leave the host out and begin with the tag. */
function afterTime(text: string, at: number): Named {
  const local = match(tag, text, at)
  if (local !== null) return local
  const next = skip(host, text, at)
  if (next === at) return { start: at }
  return { hostname: text.slice(at, next).trimEnd(), ...(match(tag, text, next) ?? { start: next }) }
}

function match(pattern: RegExp, text: string, at: number): Named | null {
  pattern.lastIndex = at
  const found = pattern.exec(text)
  if (found === null) return null
  const { app, process } = found.groups!
  return { appName: app!, procId: process || null, start: at + found[0].length }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return at + (pattern.exec(text)?.[0].length ?? 0)
}
