// A sequence → what is wrong with its steps, keys and spans.
import type { SequenceQuery, Step } from '../ast.ts'
import { checkKeys, checkStepKeys } from './keys.ts'
import { type Place, problem } from './place.ts'
import { checkDuration, checkEvents, twice } from './queries.ts'
import { needsMaxspan, spanOf } from './spans.ts'

const mostRuns = 100

export function checkSequence(query: SequenceQuery, place: Place): void {
  checkKeys(query.by, place)
  const all = query.until ? [...query.steps, query.until] : query.steps
  for (const step of all) checkStep(step, query, place)
  checkShape(query, place)
  checkNames(query.steps, place)
  checkStepKeys(all, place)
  if (query.maxspan) checkDuration(query.maxspan, 'maxspan', place)
  else checkBound(query, place)
}

/** Nothing that comes stands before it: what a gap would be measured from. */
const opensSequence = (step: Step, steps: readonly Step[]): boolean => {
  const first = steps.findIndex(({ absent }) => !absent)
  const at = steps.indexOf(step)
  // Between its own runs the first step has gaps too.
  return at >= 0 && (at < first || (at === first && (step.runs?.value ?? 1) < 2))
}

function checkStep(step: Step, { steps, maxspan }: SequenceQuery, place: Place): void {
  checkEvents(step.events, place)
  checkKeys(step.by, place)
  if (step.runs) checkRuns(step, place)
  if (!step.within) return
  checkDuration(step.within, 'the gap', place)
  if (opensSequence(step, steps)) {
    const message = 'nothing that comes stands before this step'
    const help = 'A gap is measured from the step before: `[a] [b] within 5s`.'
    place.report(problem({ code: 'R304', message, span: step.within.span, label: 'within, since when?', help }))
  } else if (maxspan && maxspan.us > 0 && step.within.us > maxspan.us) {
    place.report(
      problem({
        code: 'R302',
        message: 'a gap cannot be longer than the whole sequence',
        span: step.within.span,
        label: 'longer than maxspan',
        context: [{ span: maxspan.span, message: 'maxspan' }],
      }),
    )
  }
}

function checkRuns({ runs, absent }: Step, { report }: Place): void {
  const { value, span } = runs!
  if (absent) {
    const message = 'what must not come cannot come several times'
    report(problem({ code: 'R304', message, span, label: 'runs of an absence' }))
  } else if (!Number.isInteger(value) || value < 1 || value > mostRuns) {
    report(
      problem({ code: 'R109', message: `runs is a whole number from 1 to ${mostRuns}`, span, label: 'out of range' }),
    )
  }
}

function checkShape({ steps, until, span }: SequenceQuery, { report }: Place): void {
  const count = steps.reduce((all, { runs }) => all + (runs?.value ?? 1), 0)
  if (count < 2) {
    const help = 'One event alone needs no sequence: `category where …`.'
    report(problem({ code: 'R304', message: 'a sequence has at least two steps', span, label: 'one step', help }))
  } else if (steps.every(({ absent }) => absent)) {
    const help = 'An absence is counted from something that did come: `[…] ![…]`.'
    report(
      problem({
        code: 'R304',
        message: 'a sequence has at least one step that comes',
        span,
        label: 'absences only',
        help,
      }),
    )
  }
  if (until?.absent) {
    report(
      problem({ code: 'R304', message: 'until waits for something that comes', span: until.span, label: 'an absence' }),
    )
  }
}

export function checkNames(steps: readonly Step[], { report }: Place): void {
  const names = steps.flatMap(({ name }) => (name ? [name] : []))
  for (const [i, name] of names.entries()) {
    const first = names.slice(0, i).find(({ text }) => text === name.text)
    if (first) report(twice(name, first))
  }
}

/** In a query over a finite input nothing grows for ever. An absence must end even there. */
function checkBound(query: SequenceQuery, { scope, report }: Place): void {
  const { by, steps, span } = query
  const hasAbsence = needsMaxspan(steps)
  const hasKeys = by.length > 0 || steps.some((step) => step.by.length > 0)
  if (!hasAbsence && (!hasKeys || scope.outside === 'dynamic' || Number.isFinite(spanOf(query)))) return
  report(
    problem({
      code: 'R301',
      message: hasAbsence
        ? 'an absence needs maxspan, or it would never be decided'
        : 'the sequence has no maxspan, so what it holds would grow with every key',
      span: { start: span.start, end: span.start + 'sequence'.length },
      label: 'without maxspan',
      help: 'Say how long it may take: `sequence by … with maxspan=5m`, or limit every gap: `[…] within 5s`.',
    }),
  )
}
