// A query → how it is decided, in sentences, and the spans of time that it looks over.
import type { Query, StatsStage, Step, Window } from '../compiler/ast.ts'
import { flow } from '../compiler/print/conversations.ts'
import { duration as span } from '../compiler/print/literals.ts'

/** What happens with the events that pass, one sentence a line. */
export function howItWorks(query: Query): readonly string[] {
  switch (query.kind) {
    case 'limit':
      return howItWorks(query.query)
    case 'event':
      return ['Each event that passes is a match by itself.']
    case 'stats':
      return [...[query, ...query.next].flatMap(stageLines)]
    case 'first_seen':
      return [`A match is a value that its key did not have in the ${span(query.duration)} before.`]
    case 'sequence':
      return sequenceLines(query)
    case 'sample':
      return [
        `${query.atLeast ? `At least ${query.atLeast.value}` : 'All'} of ${query.steps.length} steps, in any order${query.maxspan ? `, within ${span(query.maxspan)}` : ''}.`,
      ]
    case 'conversation':
      return [
        `Events of the steps must come in this order: ${flow(query.flow, 0)}.`,
        'The first that does not fit is a match; the connection is left alone from then on.',
      ]
    case 'exchange':
      return [
        `Each request waits for its answer${query.request.within ? `, at most ${span(query.request.within)}` : ''}.`,
        `A match is: ${query.when.length > 0 ? query.when.map(({ text }) => text).join(', ') : 'unanswered'}.`,
      ]
  }
}

function stageLines({ window, having }: StatsStage, index: number): readonly string[] {
  const rows = index === 0 ? 'events' : 'rows of the statistics before'
  return [
    ...(window ? [windowLine(window, rows)] : [`Over the ${rows} of one time, when windows ended together.`]),
    having ? 'A match is a judgement whose condition holds.' : 'Every judgement is a match.',
    ...(having && window?.kind === 'sliding' && window.keep !== 'window'
      ? ['After a match the window of its key begins empty.']
      : []),
  ]
}

function windowLine({ kind, duration: given, keep }: Window, rows: string): string {
  const length = given ? span(given) : ''
  switch (kind) {
    case 'sliding':
      return `Over the ${rows} of the last ${length}, judged at each of them.`
    case 'tumbling':
      return `Over windows of ${length} that begin with the epoch, judged as each ends.`
    case 'session':
      return `Over ${rows} with less than ${length} between them, judged when none came for so long.`
    case 'connection':
      return `Over a connection from its handshake on, judged when it ends${keep === 'judging' ? ', and at each event' : ''}.`
  }
}

function sequenceLines({ steps, maxspan, until }: Extract<Query, { kind: 'sequence' }>): readonly string[] {
  const limits = steps.flatMap((step, i) =>
    step.within ? [`step ${nameOf(step, i)} within ${span(step.within)} of the one before`] : [],
  )
  const absent = steps.flatMap((step, i) => (step.absent ? [nameOf(step, i)] : []))
  return [
    `The steps in this order${maxspan ? `, all within ${span(maxspan)} of the first event` : ''}${limits.length > 0 ? `; ${limits.join(', ')}` : ''}.`,
    'Of one key and step the newest sequence counts: it takes the place of the one before.',
    ...(absent.length > 0 ? [`Not ${absent.join(', ')}: decided once event time has passed the span.`] : []),
    ...(until ? ['An event of `until` ends what has begun for its key.'] : []),
  ]
}

const nameOf = ({ name }: Step, i: number): string => name?.text ?? String(i + 1)

export interface Span {
  readonly what: string
  readonly us: number
}

/** Every length of time that the query names. */
export function spansOf(query: Query): readonly Span[] {
  switch (query.kind) {
    case 'limit':
      return spansOf(query.query)
    case 'stats':
      return [query, ...query.next].flatMap(({ window }) =>
        window?.duration ? [{ what: window.kind, us: window.duration.us }] : [],
      )
    case 'first_seen':
      return [{ what: 'first_seen', us: query.duration.us }]
    case 'sequence':
    case 'sample':
      return [...(query.maxspan ? [{ what: 'maxspan', us: query.maxspan.us }] : []), ...gaps(query.steps)]
    case 'exchange':
      return gaps([query.request])
    default:
      return []
  }
}

const gaps = (steps: readonly Step[]): readonly Span[] =>
  steps.flatMap(({ within }) => (within ? [{ what: 'within', us: within.us }] : []))
