// A line that the package `debug` wrote → when, by which part of the program, and what it says.
import { isTime } from '../../src/event/time.ts'
import type { TimeReader } from '../access/facts.ts'
import { createIsoTimeReader } from '../access/time.ts'

export interface DebugLine {
  /** Microseconds since the epoch; NaN where the line does not say: on a terminal, only the time since the line before is told. */
  readonly us: number
  /** `engine:ws`, `socket.io:client`. */
  readonly namespace: string
  readonly text: string
}

/** Null for a line that is none: programs write other things between. The reader remembers the minute of the line before. */
export function createDebugLineReader(): (line: string) => DebugLine | null {
  const readTime = createIsoTimeReader()
  return (line) =>
    line.charCodeAt(dashAt) === dash && line.charCodeAt(timeLength) === space
      ? readPlain(line, readTime)
      : readDecorated(line, readTime)
}

const dashAt = 'yyyy'.length
const timeLength = '2026-11-22T04:55:12.628Z'.length
const dash = 0x2d
const space = 0x20

/** As it is written to a file or a pipe. */
function readPlain(line: string, readTime: TimeReader): DebugLine | null {
  const end = line.indexOf(' ', timeLength + 1)
  const namespace = line.slice(timeLength + 1, end)
  const us = readTime(line.slice(0, timeLength))
  if (end < 0 || !isTime(us) || !isNamespace(namespace)) return readDecorated(line, readTime)
  return { us, namespace, text: line.slice(end + 1) }
}

const isNamespace = (text: string): boolean => /^[a-z][\w.:-]*$/i.test(text)

/** As it is written to a terminal: with colours, and how long after the line before. A container may put a time in front. */
function readDecorated(line: string, readTime: TimeReader): DebugLine | null {
  const parts = decorated.exec(line.replace(colours, ''))
  if (parts === null) return null
  const [, time, namespace, text] = parts
  return {
    us: time === undefined ? Number.NaN : readTime(time),
    namespace: namespace!,
    text: text!,
  }
}

const colours = /\u001b\[[\d;]*m/g
const decorated =
  /^\s*(?:(\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d))\s+)?([a-z][\w.:-]*) (.*?)(?: \+\d+(?:ms|s|m|h|d))?$/i
