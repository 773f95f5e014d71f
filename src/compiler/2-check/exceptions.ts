// `except …` → what is wrong with it: nobody to ask, no reason, an end that is no day or is past.
import { nearest } from '../../diagnostic/nearest.ts'
import type { Day, Exception, Name, Query } from '../ast.ts'
import { stepsIn } from '../walk.ts'
import { checkCondition } from './expressions.ts'
import { type Place, problem } from './place.ts'

export function checkException(exception: Exception, query: Query | null, place: Place): void {
  checkCondition(exception.condition, place)
  checkWords(exception, place)
  if (exception.until) checkEnd(exception.until, place)
  if (exception.step) checkStep(exception.step, query, place)
}

function checkWords({ reason, owner, span }: Exception, { report }: Place): void {
  const opened = { start: span.start, end: span.start + 'except'.length }
  if (!reason) {
    const help = 'Whoever reads it in a year wants to know: `reason "nightly load test"`.'
    report(problem({ code: 'R108', message: 'the exception has no `reason`', span: opened, label: 'why?', help }))
  }
  if (!owner) {
    const help = 'Name who answers for it: `owner "qa"`, after the reason.'
    report(problem({ code: 'R807', message: 'the exception has no `owner`', span: opened, label: 'whose?', help }))
  }
}

function checkEnd({ text, span }: Day, { report, today }: Place): void {
  if (!isDay(text)) {
    report(problem({ code: 'R216', message: `\`${text}\` is no day`, span, label: 'not a day' }))
    return
  }
  if (today === undefined || text >= today) return
  const help = 'Take it out, or give it a later day.'
  report(problem({ code: 'R806', message: `the exception ended on ${text}`, span, label: 'past', help }))
}

/** The 31st of February is read as a day of March: then the text is no day. */
function isDay(text: string): boolean {
  const read = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(read) && new Date(read).toISOString().startsWith(text)
}

function checkStep({ text, span }: Name, query: Query | null, { report }: Place): void {
  const steps = query ? stepsIn(query).flatMap(({ name }) => (name ? [name.text] : [])) : []
  if (steps.includes(text)) return
  const near = nearest(text, steps)
  const help = near ? `Did you mean \`${near}\`?` : 'Steps are named in the sequence: `step guess = […]`.'
  report(problem({ code: 'R208', message: `there is no step \`${text}\``, span, label: 'not a step', help }))
}
