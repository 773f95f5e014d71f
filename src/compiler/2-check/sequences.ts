// A sequence → what is wrong with its steps, keys and spans.
import type { Query, Step } from '../ast.ts'
import { type Place, problem } from './place.ts'
import { checkDuration, checkEvents, checkKeys, twice } from './queries.ts'
import { comparisonKind, typeOf } from './types.ts'

type Sequence = Extract<Query, { kind: 'sequence' }>

const mostRuns = 100

export function checkSequence(query: Sequence, place: Place): void {
  checkKeys(query.by, place)
  const all = query.until ? [...query.steps, query.until] : query.steps
  for (const step of all) checkStep(step, query, place)
  checkShape(query, place)
  checkNames(query.steps, place)
  checkStepKeys(all, place)
  if (query.maxspan) checkDuration(query.maxspan, 'maxspan', place)
  else checkBound(query, place)
}

function checkStep(step: Step, { steps, maxspan }: Sequence, place: Place): void {
  checkEvents(step.events, place)
  checkKeys(step.by, place)
  if (step.runs) checkRuns(step, place)
  if (!step.within) return
  checkDuration(step.within, 'the gap', place)
  if (step === steps[0]) {
    const message = 'the first step has none before it'
    place.report(problem({ code: 'R304', message, span: step.within.span, label: 'within, since when?' }))
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

function checkShape({ steps, until, span }: Sequence, { report }: Place): void {
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

function checkNames(steps: readonly Step[], { report }: Place): void {
  const names = steps.flatMap(({ name }) => (name ? [name] : []))
  for (const [i, name] of names.entries()) {
    const first = names.slice(0, i).find(({ text }) => text === name.text)
    if (first) report(twice(name, first))
  }
}

/** Keys are matched by position: each step has as many, and those of one position can be equal. */
function checkStepKeys(steps: readonly Step[], { names, report }: Place): void {
  const [first] = steps
  if (!first) return
  for (const step of steps.slice(1)) {
    if (step.by.length !== first.by.length) {
      report(
        problem({
          code: 'R214',
          message: `this step has ${counted(step.by.length)} of its own, the first has ${first.by.length}`,
          span: step.span,
          label: counted(step.by.length),
          context: [{ span: first.span, message: counted(first.by.length) }],
          help: 'Keys are matched by their position.',
        }),
      )
      continue
    }
    for (const [i, key] of step.by.entries()) {
      const other = first.by[i]!
      const [a, b] = [typeOf(other, names), typeOf(key, names)]
      if (comparisonKind(a, b) !== undefined) continue
      report(
        problem({
          code: 'R215',
          message: `keys of one position differ in type: ${a} and ${b}`,
          span: key.span,
          label: `this is ${b}`,
          context: [{ span: other.span, message: `this is ${a}` }],
        }),
      )
    }
  }
}

const counted = (keys: number): string => `${keys} ${keys === 1 ? 'key' : 'keys'}`

/** In a query over a finite input nothing grows for ever. An absence must end even there. */
function checkBound({ by, steps, span }: Sequence, { scope, report }: Place): void {
  const hasAbsence = steps.some(({ absent }) => absent)
  const hasKeys = by.length > 0 || steps.some((step) => step.by.length > 0)
  if (!hasAbsence && (!hasKeys || scope.outside === 'dynamic')) return
  report(
    problem({
      code: 'R301',
      message: hasAbsence
        ? 'an absence needs maxspan, or it would never be decided'
        : 'the sequence has no maxspan, so what it holds would grow with every key',
      span: { start: span.start, end: span.start + 'sequence'.length },
      label: 'without maxspan',
      help: 'Say how long it may take: `sequence by … with maxspan=5m`.',
    }),
  )
}
