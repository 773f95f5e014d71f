// A sample → what is wrong with its steps, keys and spans.
import type { SampleQuery, Step } from '../ast.ts'
import { checkKeys, checkStepKeys } from './keys.ts'
import { type Place, problem } from './place.ts'
import { checkDuration, checkEvents } from './queries.ts'
import { checkNames } from './sequences.ts'

const mostSteps = 20

export function checkSample(query: SampleQuery, place: Place): void {
  checkKeys(query.by, place)
  for (const step of query.steps) {
    checkEvents(step.events, place)
    checkKeys(step.by, place)
    checkStep(step, place)
  }
  checkShape(query, place)
  checkNames(query.steps, place)
  checkStepKeys(query.steps, place)
  if (query.maxspan) checkDuration(query.maxspan, 'maxspan', place)
  else if (place.scope.outside !== 'dynamic') place.report(withoutMaxspan(query))
}

/** Its events come in any order, each once. */
function checkStep({ absent, runs, within, span }: Step, { report }: Place): void {
  const wrong = (message: string, part: typeof span): void =>
    report(problem({ code: 'R305', message, span: part, label: 'not in a sample', help: ordered }))
  if (absent) wrong('a sample is of events that come', span)
  if (runs) wrong('a sample has no runs', runs.span)
  if (within) wrong('a sample has no gaps, for its events have no order', within.span)
}

const ordered = 'What comes one after another is a `sequence by … with maxspan=…`.'

function checkShape({ by, steps, atLeast, span }: SampleQuery, { report }: Place): void {
  const opening = { start: span.start, end: span.start + 'sample'.length }
  const hasKeys = by.length > 0 || steps.every((step) => step.by.length > 0)
  if (!hasKeys) {
    const help = 'Say what its events have in common: `sample by source.ip …`.'
    report(problem({ code: 'R305', message: 'a sample is of one key', span: opening, label: 'of what?', help }))
  }
  if (steps.length < 2 || steps.length > mostSteps) {
    const help = steps.length < 2 ? 'One event alone needs no sample: `category where …`.' : null
    const message = `a sample has 2 to ${mostSteps} steps`
    report(problem({ code: 'R305', message, span: opening, label: `${steps.length} of them`, help }))
  }
  if (!atLeast) return
  const { value } = atLeast
  if (Number.isInteger(value) && value >= 1 && value <= steps.length) return
  const message = `of ${steps.length} steps there are 1 to ${steps.length}`
  report(problem({ code: 'R109', message, span: atLeast.span, label: 'out of range' }))
}

const withoutMaxspan = ({ span }: SampleQuery) =>
  problem({
    code: 'R301',
    message: 'the sample has no maxspan, so what it holds would grow with every key',
    span: { start: span.start, end: span.start + 'sample'.length },
    label: 'without maxspan',
    help: 'Say in which time they belong together: `sample by … with maxspan=10m`.',
  })
