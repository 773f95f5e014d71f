// What a check finds in a query that could not be read whole → without what only follows from that.
import type { Code } from '../../diagnostic/codes.ts'
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts'
import type { Place } from './place.ts'

/** Complaints that something is missing: it may only be unreadable. */
const ofMissing: ReadonlySet<Code> = new Set(['R301', 'R304', 'R305', 'R306'])

export const besideSyntax = (place: Place, whole: Span): Place => ({
  ...place,
  report: (found) => {
    if (!follows(found, whole)) place.report(found)
  },
})

/** Where the query breaks off its last expression is only the beginning of one. */
const follows = ({ code, primary: { span } }: Diagnostic, whole: Span): boolean =>
  ofMissing.has(code) || (code === 'R209' && span.end === whole.end)
