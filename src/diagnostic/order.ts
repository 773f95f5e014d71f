// Diagnostics as they were found → as they are shown: in the order of the text, each once, not more than can be read.
import { isWarning } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'

/** At most this many are shown of one file; the rest are counted. */
const most = 100

export function inOrder(diagnostics: readonly Diagnostic[], text: string): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted((a, b) => a.primary.span.start - b.primary.span.start)
  const said = sorted.filter((found, i) => !isRepeated(found, sorted[i - 1]) && !isCutOff(found, sorted, text))
  const left = said.length - most
  if (left <= 0 || said.every(({ code }) => isWarning(code))) return said.slice(0, most)
  const { span } = said[most]!.primary
  const rest: Diagnostic = {
    code: 'R199',
    message: `${left} more problems are not shown`,
    primary: { span, message: 'the next is here' },
  }
  return [...said.slice(0, most), rest]
}

/** What two stages found at one place. */
const isRepeated = ({ code, message, primary }: Diagnostic, previous: Diagnostic | undefined): boolean =>
  previous?.code === code && previous.message === message && previous.primary.span.start === primary.span.start

/** A condition that is none only because the text goes wrong right after it. */
const isCutOff = ({ code, primary }: Diagnostic, all: readonly Diagnostic[], text: string): boolean =>
  code === 'R209' &&
  all.some((other) => {
    const gap = other.primary.span.start - primary.span.end
    return other.code === 'R101' && gap >= 0 && text.slice(primary.span.end, other.primary.span.start).trim() === ''
  })
