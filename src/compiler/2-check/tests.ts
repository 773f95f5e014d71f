// A rule's own test → what is wrong with it.
import { nearest } from '../../diagnostic/nearest.ts'
import { categories, isCategory } from '../../event/category.ts'
import { fieldOf } from '../../event/schema.ts'
import type { Assignment, Expression, FieldReference, Name, Test, TestStep } from '../ast.ts'
import { checkBlock, checkExpression } from './expressions.ts'
import { isKnownField, type Place, problem, unknownField } from './place.ts'
import { checkDuration } from './queries.ts'
import { checkRange } from './rules.ts'
import { comparisonKind, type Names, type Type, typeOf } from './types.ts'

/** In a test `n` is the number of the event, from 1; no other name means anything. */
export const testNames: Names = {
  typeOf: ({ name, optional }) => (name === 'n' && !optional ? 'long' : undefined),
  divides: 'as EQL',
}

const mostRepeated = 1_000_000

export function checkTest({ name, steps }: Test, extra: ReadonlySet<string>, place: Place): void {
  const here: Place = { ...place, names: testNames, unknown: unknownInTest }
  for (const step of steps) checkStep(step, extra, here)
  if (steps.some(({ kind }) => kind === 'expect')) return
  const help = 'End it with `expect none` or `expect 1 incident`.'
  place.report(
    problem({ code: 'R108', message: 'the test expects nothing', span: name.span, label: 'cannot fail', help }),
  )
}

const unknownInTest = ({ name, span }: FieldReference) =>
  problem({
    code: 'R208',
    message: `\`${name}\` means nothing in a test`,
    span,
    label: 'not known here',
    help: 'The number of the event, from 1, is `n`; texts stand in quotes.',
  })

function checkStep(step: TestStep, extra: ReadonlySet<string>, place: Place): void {
  switch (step.kind) {
    case 'wait':
      checkDuration(step.duration, 'the wait', place)
      return
    case 'expect':
      checkRange(step.count, { what: 'the number of incidents', least: 0, most: mostRepeated }, place)
      for (const assignment of step.fields) checkExpected(assignment, extra, place)
      return
    case 'events':
      if (step.repeat) checkRange(step.repeat, { what: 'repeat', least: 1, most: mostRepeated }, place)
      checkEventCategory(step.category, place)
      for (const assignment of step.fields) checkAssignment(assignment, extra, place)
      return
  }
}

function checkEventCategory({ text, span }: Name, { report }: Place): void {
  if (isCategory(text)) return
  const near = nearest(text, categories)
  const help = near ? `Did you mean \`${near}\`?` : 'An event has one category: handshake, frame, message, auth …'
  report(problem({ code: 'R206', message: `there is no category \`${text}\``, span, label: 'not a category', help }))
}

function checkAssignment({ field, value }: Assignment, extra: ReadonlySet<string>, place: Place): void {
  if (!extra.has(field.text) && !isKnownField(field.text, place.scope)) {
    place.report(unknownField(field.text, field.span, place.scope, extra))
  }
  checkValues(field, value, place)
}

/** An incident also has fields of its own, which the schema of events does not list. */
const incidentFields = /^(?:tripline|threat|rule|related)\./

function checkExpected({ field, value }: Assignment, extra: ReadonlySet<string>, place: Place): void {
  if (!incidentFields.test(field.text)) checkAssignment({ field, value, span: field.span }, extra, place)
  else checkValues(field, value, place)
}

function checkValues(field: Name, value: Assignment['value'], place: Place): void {
  const values = Array.isArray(value) ? (value as readonly Expression[]) : [value as Expression]
  const wanted: Type = fieldOf(field.text)?.type ?? place.scope.fields.get(field.text) ?? 'dynamic'
  for (const given of values) {
    checkExpression(given, place)
    const type = typeOf(given, place.names)
    if (comparisonKind(wanted, type) === undefined) {
      place.report(
        problem({
          code: 'R202',
          message: `\`${field.text}\` is ${wanted}, not ${type}`,
          span: given.span,
          label: `this is ${type}`,
          context: [{ span: field.span, message: `this is ${wanted}` }],
        }),
      )
    } else if (wanted === 'ip' && given.kind === 'literal' && typeof given.value === 'string') {
      checkBlock(given.value, given, place)
    }
  }
}
