// A conversation → what is wrong with its steps and its flow.
import type { Span } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import type { ConversationQuery, Flow, Name, Step } from '../ast.ts'
import { checkKeys } from './keys.ts'
import { type Place, problem } from './place.ts'
import { checkEvents } from './queries.ts'
import { checkNames } from './sequences.ts'

/** How far a conversation has come is a bit for each place of a step in the flow. */
const mostPlaces = 30

export function checkConversation({ steps, by, flow }: ConversationQuery, place: Place): void {
  for (const step of steps) {
    checkEvents(step.events, place)
    checkStep(step, place)
  }
  checkNames(steps, place)
  checkKeys(by, place)
  checkFlow(flow, steps, place)
}

function checkStep({ name, absent, events, runs, within, by, span }: Step, { report }: Place): void {
  if (!name) {
    const help = 'The flow calls it by it: `step auth = […]`.'
    report(wrong(span, 'a step of a conversation has a name', 'which one?', help))
  }
  if (absent) {
    const help = 'What is in no place of the flow must not come.'
    report(wrong(events.span, 'an absence is no step of a conversation', 'not this', help))
  }
  if (runs) {
    const help = 'What comes several times is `name+` in the flow, any number of times `name*`.'
    report(wrong(runs.span, 'how often a step may come stands in the flow', 'not here', help))
  }
  if (within) report(wrong(within.span, 'a step of a conversation has no time of its own', 'within, since when?'))
  for (const key of by) report(wrong(key.span, 'all steps of a conversation have the same keys', 'a key of its own'))
}

const wrong = (span: Span, message: string, label: string, help?: string) =>
  problem({ code: 'R315', message, span, label, help })

function checkFlow(flow: Flow, steps: readonly Step[], { report }: Place): void {
  const names = steps.flatMap(({ name }) => (name ? [name] : []))
  const places = placesIn(flow)
  if (places.length > mostPlaces || steps.length > mostPlaces) {
    const message = `a conversation has at most ${mostPlaces} steps, counted as often as they stand in the flow`
    const help = 'Steps that may stand in the same places can be one: `step work = [message where … or …]`.'
    report(wrong(flow.span, message, `${Math.max(places.length, steps.length)}`, help))
  }
  const known = names.map(({ text }) => text)
  for (const { text, span } of places) {
    if (text === '' || known.includes(text)) continue
    const near = nearest(text, known)
    const help = near ? `Did you mean \`${near}\`?` : `Name it before: \`step ${text} = […]\`.`
    report(problem({ code: 'R208', message: `there is no step \`${text}\``, span, label: 'not a step', help }))
  }
  for (const { text, span } of names) {
    if (places.some((name) => name.text === text)) continue
    const help = 'What is in no place of the flow never fits, also without a name.'
    report(problem({ code: 'R803', message: `the step \`${text}\` is not in the flow`, span, label: 'not used', help }))
  }
}

const placesIn = (flow: Flow): readonly Name[] => {
  if (flow.kind === 'step') return [flow.name]
  return flow.kind === 'repeat' ? placesIn(flow.part) : flow.parts.flatMap(placesIn)
}
