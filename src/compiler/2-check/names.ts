// A name in `incident "…"`, `suppress … by` or `evidence` → whether there is something that it stands for.
import type { Span } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import type { Expression, Name, Query } from '../ast.ts'
import { pieces } from '../message.ts'
import { keyName } from '../print/expressions.ts'
import { expressionsIn, namesIn, stepsIn } from '../walk.ts'
import { isKnownField, knownFields, type Place, problem, unknownField } from './place.ts'
import { toldBy } from './told.ts'

/** What the rest of a rule may speak of, by what its query finds. */
export interface Found {
  readonly query: Query | null
  readonly names: ReadonlySet<string>
}

/** Statistics, keys, and fields written `?name`. */
export function namesOf(query: Query | null): ReadonlySet<string> {
  if (!query) return new Set()
  const aggregates = query.kind === 'stats' ? [query, ...query.next].flatMap((stage) => stage.aggregates) : []
  const optional = expressionsIn(query)
    .flatMap(namesIn)
    .filter((reference) => reference.optional)
  return new Set([
    ...aggregates.map(({ name }) => name.text),
    ...optional.map(({ name }) => name),
    ...computedKeys(query),
    ...toldBy(query),
  ])
}

/** Keys that are no field are called by their text. */
const computedKeys = (query: Query): string[] =>
  keysOf(query).flatMap((key) => (key.kind === 'field' ? [] : [keyName(key)]))

function keysOf(query: Query): readonly Expression[] {
  switch (query.kind) {
    case 'event':
    case 'exchange':
    case 'limit':
      return stepsIn(query).flatMap(({ by }) => by)
    case 'stats':
      return [query, ...query.next].flatMap(({ by }) => by)
    case 'first_seen':
      return [...query.by, ...query.values]
    default:
      return [...query.by, ...stepsIn(query).flatMap(({ by }) => by)]
  }
}

/** Positions inside a text with escapes are not known: then the whole text is pointed at. */
export function checkMessage(text: string, span: Span, found: Found, place: Place): void {
  const isPlain = span.end - span.start === text.length + 2
  for (const { name, offset } of pieces(text)) {
    if (name === undefined) continue
    const start = span.start + 1 + offset + 1
    checkName({ text: name, span: isPlain ? { start, end: start + name.length } : span }, found, place)
  }
}

/** A field of the newest event, or of a step's: `guess.user.name`. */
export function checkName(name: Name, found: Found, place: Place): void {
  if (isNamed(name.text, found, place)) return
  const step = stepBefore(name.text, found.query)
  if (step === null) reportName(name, found, place)
  else if (!isNamed(name.text.slice(step.length + 1), found, place)) reportOfStep(name, step, place)
}

/** Fields of each of the events, whichever step it is of. */
export function checkFields(names: readonly Name[], found: Found, place: Place): void {
  for (const name of names) if (!isNamed(name.text, found, place)) reportName(name, found, place)
}

const isNamed = (text: string, { names }: Found, { scope }: Place): boolean =>
  names.has(text) || isKnownField(text, scope)

/** The step whose name stands before the first dot. What does not come has no fields. */
function stepBefore(text: string, query: Query | null): string | null {
  const before = text.slice(0, Math.max(0, text.indexOf('.')))
  return namedSteps(query).includes(before) ? before : null
}

/** `until` is none of them: what it ends is no match. */
function namedSteps(query: Query | null): string[] {
  const steps = query?.kind === 'sequence' ? query.steps : query ? stepsIn(query) : []
  return steps.flatMap(({ name, absent }) => (name && !absent ? [name.text] : []))
}

function reportName({ text, span }: Name, found: Found, place: Place): void {
  const steps = namedSteps(found.query)
  const before = text.slice(0, Math.max(0, text.indexOf('.')))
  const isOfStep = steps.length > 0 && before !== '' && isNamed(text.slice(before.length + 1), found, place)
  const unknown = unknownField(text, span, place.scope, found.names)
  const field = text.slice(before.length + 1)
  const ofStep = steps.includes(before)
    ? `Evidence is of the events of all steps: \`${field}\`.`
    : `There is no step \`${before}\` that comes. There are ${steps.join(', ')}.`
  const help = isOfStep ? { help: ofStep } : isOneName(text) ? {} : { help: computed(found) }
  place.report({ ...unknown, code: 'R208', message: `\`${text}\` is neither a statistic nor a field`, ...help })
}

const isOneName = (text: string): boolean => /^[\w@.]+$/.test(text)

/** What an incident tells was computed by the query. */
const computed = ({ names }: Found): string =>
  names.size === 0
    ? 'Between braces stands the name of a field: nothing is computed there.'
    : `Between braces stands a name, a field's or one of ${[...names].join(', ')}: nothing is computed there.`

function reportOfStep({ text, span }: Name, step: string, { scope, report }: Place): void {
  const field = text.slice(step.length + 1)
  const near = nearest(field, knownFields(scope))
  const message = `there is no field \`${field}\``
  const help = near && `Did you mean \`${step}.${near}\`?`
  report(problem({ code: 'R208', message, span, label: 'not a field', help }))
}
