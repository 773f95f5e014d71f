// The text of a list, one entry a line, with comments after `#` → its values, and the entries that cannot be read.
import type { Diagnostic } from '../../diagnostic/diagnostic.ts'
import { type ListType, type ListValues, readValues } from './list.ts'

export interface ReadList {
  readonly values: ListValues
  /** Entries that are left out. */
  readonly unreadable: number
  /** The first of them, and how many more there are. */
  readonly diagnostics: readonly Diagnostic[]
}

const mostShown = 5

export function readListText(text: string, type: ListType): ReadList {
  const { entries, starts } = entriesOf(text)
  const shown: Diagnostic[] = []
  let unreadable = 0
  const values = readValues(type, entries, (i) => {
    unreadable++
    if (shown.length > mostShown) return
    const span = { start: starts[i]!, end: starts[i]! + entries[i]!.length }
    const message = `this is no entry of a list of ${type}`
    shown.push({ code: 'R815', message, primary: { span, message: 'left out' }, help: shapes[type] })
  })
  return { values, unreadable, diagnostics: shortened(shown, unreadable) }
}

const shapes: Readonly<Record<ListType, string>> = {
  cidr: 'One address or block stands on each line: `192.0.2.0/24`, `2001:db8::/32`.',
  ip: 'One address stands on each line: `192.0.2.7`, `2001:db8::7`.',
  domain: 'One name stands on each line: `example.com`.',
  keyword: 'One text stands on each line.',
}

function shortened(shown: readonly Diagnostic[], unreadable: number): readonly Diagnostic[] {
  const [next] = shown.slice(mostShown)
  if (!next) return shown
  const message = `this and ${unreadable - mostShown - 1} more are no entries either`
  return [...shown.slice(0, mostShown), { ...next, message }]
}

/** What stands on each line before a comment, and where. */
function entriesOf(text: string): { readonly entries: readonly string[]; readonly starts: readonly number[] } {
  const entries: string[] = []
  const starts: number[] = []
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(start, end)
    const entry = beforeComment(line).trim()
    if (entry !== '') {
      entries.push(entry)
      starts.push(start + line.indexOf(entry))
    }
    start = end + 1
  }
  return { entries, starts }
}

/** A `#` inside an entry is a part of it. */
function beforeComment(line: string): string {
  const at = line.indexOf('#')
  if (at < 0) return line
  const comment = line.search(/(?:^|\s)#/)
  return comment < 0 ? line : line.slice(0, comment)
}
