// Diagnostics as they were found → as they are shown: in the order of the text, each once, not more than can be read.
import { isWarning } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'

/** At most this many are shown of one file; the rest are counted. */
const most = 100

export function inOrder(diagnostics: readonly Diagnostic[], text: string): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted((a, b) => a.primary.span.start - b.primary.span.start)
  const said = sorted.filter((found, i) => !isRepeated(found, sorted[i - 1]) && !isEcho(found, sorted, text))
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

/** What seems to be wrong only because the text goes wrong there. */
const isEcho = (found: Diagnostic, all: readonly Diagnostic[], text: string): boolean =>
  all.some((other) => other.code === 'R101' && (isMisread(found, other) || isCutOff(found, other, text)))

/** A word that cannot be read where it stands was taken for the name of something. */
const isMisread = ({ code, primary }: Diagnostic, unreadable: Diagnostic): boolean =>
  (code === 'R201' || code === 'R203' || code === 'R208') && primary.span.start === unreadable.primary.span.start

/** A condition that is none because it breaks off. */
function isCutOff({ code, primary }: Diagnostic, unreadable: Diagnostic, text: string): boolean {
  const between = text.slice(primary.span.end, Math.max(primary.span.end, unreadable.primary.span.start))
  return code === 'R209' && unreadable.primary.span.start >= primary.span.end && between.trim() === ''
}
