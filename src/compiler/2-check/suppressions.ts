// `suppress … by …` → whether it serves anything: one that cannot act, or one that hides what should be seen.
import type { Entry, Query } from '../ast.ts'
import { expression as printed } from '../print/expressions.ts'
import { type Place, problem } from './place.ts'

type Suppression = Extract<Entry, { kind: 'suppress' }>

const dayUs = 86_400_000_000
const longestDays = 30

export function checkSuppression(suppression: Suppression, query: Query | null, place: Place): void {
  const { duration, by } = suppression
  const single = by.find(({ text }) => ofOneEvent.has(text))
  if (duration.us > longestDays * dayUs) {
    const message = `a suppression of more than ${longestDays} days hides every incident after the first`
    const help =
      'What is known and harmless is an exception with an end: `except where … reason "…" owner "…" until …`.'
    place.report(problem({ code: 'R805', message, span: duration.span, label: 'longer than anybody remembers', help }))
  } else if (single) {
    const message = `every event has a \`${single.text}\` of its own, so that nothing is suppressed`
    place.report(problem({ code: 'R805', message, span: single.span, label: 'never the same' }))
  } else if (query) checkAgainstWindow(suppression, query, place)
}

const ofOneEvent = new Set(['event.id', 'event.sequence', '@timestamp'])

/** A key's next tumbling window is judged a window later: a shorter suppression is over by then. */
function checkAgainstWindow({ duration, by }: Suppression, query: Query, { report }: Place): void {
  const last = query.kind === 'stats' && query.next.length === 0 ? query : null
  if (last?.window?.kind !== 'tumbling' || !last.window.duration) return
  const names = new Set(by.map(({ text }) => text))
  if (!last.by.every((key) => names.has(printed(key)))) return
  if (duration.us <= 0 || duration.us > last.window.duration.us) return
  report(
    problem({
      code: 'R805',
      message: 'the suppression is over before the next window is judged',
      span: duration.span,
      label: 'suppresses nothing',
      context: [{ span: last.window.span, message: 'one incident a window at most' }],
    }),
  )
}
