// An exchange → what is wrong with its sides, its keys and its faults.
import type { Span } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import { categoryBit } from '../../event/category.ts'
import type { ExchangeQuery, Name, Step } from '../ast.ts'
import { exchangeFaults } from '../plan.ts'
import { checkKeys, checkStepKeys } from './keys.ts'
import { type Place, problem } from './place.ts'
import { checkDuration, checkEvents } from './queries.ts'
import { resolveCategory } from './scope.ts'

export function checkExchange({ request, answer, when, span }: ExchangeQuery, place: Place): void {
  for (const step of answer ? [request, answer] : [request]) {
    checkEvents(step.events, place)
    checkKeys(step.by, place)
    checkSide(step, place)
  }
  const opened = { start: span.start, end: span.start + 'respond to'.length }
  checkPair(request, answer, opened, place)
  checkFaults(when, place)
  if (request.within) checkDuration(request.within, 'the time for an answer', place)
  else {
    const message = 'without a time for the answer nothing is ever unanswered'
    const help = 'Say how soon it is to be answered: `respond to […] by … within 5s`.'
    place.report(problem({ code: 'R301', message, span: opened, label: 'within, how long?', help }))
  }
  if (answer?.within) {
    const help = 'It stands behind the keys of the request.'
    place.report(wrong(answer.within.span, 'the time for an answer is counted from its request', 'not here', help))
  }
}

function checkSide({ absent, events, runs }: Step, { report }: Place): void {
  if (absent) {
    const help = 'That no answer came is told of itself: `when unanswered`.'
    report(wrong(events.span, 'an absence is no side of an exchange', 'not this', help))
  }
  if (runs) report(wrong(runs.span, 'each request has an answer of its own', 'runs of one side'))
}

const wrong = (span: Span, message: string, label: string, help?: string) =>
  problem({ code: 'R316', message, span, label, help })

function checkPair(request: Step, answer: Step | null, opened: Span, place: Place): void {
  if (request.by.length === 0) {
    const help = 'Name what both have in common: `by websocket.connection.id, rpc.id`.'
    place.report(wrong(opened, 'nothing says which answer belongs to which request', 'without keys', help))
  } else if (answer && answer.by.length > 0) checkStepKeys([request, answer], place)
  if (answer === null && !hasSides(request, place)) {
    const help = 'Say what answers: `respond to […] by … within … with [message where …]`.'
    place.report(
      wrong(request.events.category.span, 'what answers these events is not clear', 'not said by one side', help),
    )
  }
}

const sided = categoryBit('message') | categoryBit('frame') | categoryBit('close')

/** Whether events of the category are what one side says to the other. */
function hasSides({ events }: Step, { scope }: Place): boolean {
  const resolved = resolveCategory(events.category.text, scope)
  return resolved === null || (resolved.categories & ~sided) === 0
}

function checkFaults(when: readonly Name[], { report }: Place): void {
  for (const [i, name] of when.entries()) {
    if (!(exchangeFaults as readonly string[]).includes(name.text)) {
      const near = nearest(name.text, exchangeFaults)
      const help = near ? `Did you mean \`${near}\`?` : `There are ${exchangeFaults.join(', ')}.`
      const message = `an exchange is not \`${name.text}\``
      report(problem({ code: 'R109', message, span: name.span, label: 'not known here', help }))
    } else if (when.slice(0, i).some(({ text }) => text === name.text)) {
      report(
        problem({ code: 'R107', message: `\`${name.text}\` is given twice`, span: name.span, label: 'again here' }),
      )
    }
  }
}
