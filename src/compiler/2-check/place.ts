// Where a check stands: what names mean there, and where problems are reported.
import type { Code } from '../../diagnostic/codes.ts'
import type { Diagnostic, Label, Span } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import { dynamicFieldOf, dynamicFields, fieldOf, schema } from '../../event/schema.ts'
import type { FieldReference } from '../ast.ts'
import { eventNames, type Scope } from './scope.ts'
import type { Names } from './types.ts'

export type Report = (diagnostic: Diagnostic) => void

export interface Place {
  readonly scope: Scope
  readonly names: Names
  /** What to say of a name that means nothing here. */
  readonly unknown: (reference: FieldReference) => Diagnostic
  readonly report: Report
  /** Macros and lists that are used: the others are worth a warning. */
  readonly used: Set<string>
  /** The day of the check, `2027-01-31`, where it is to be held against the days in the text. */
  readonly today?: string
}

export interface Problem {
  readonly code: Code
  readonly message: string
  readonly span: Span
  readonly label: string
  readonly context?: readonly Label[]
  readonly help?: string | null | undefined
}

export const problem = ({ code, message, span, label, context, help }: Problem): Diagnostic => ({
  code,
  message,
  primary: { span, message: label },
  ...(context && context.length > 0 && { context }),
  ...(help && { help }),
})

/** A condition on an event. */
export const eventPlace = (scope: Scope, report: Report, used: Set<string>): Place => ({
  scope,
  names: eventNames(scope),
  unknown: ({ name, span }) => unknownField(name, span, scope),
  report,
  used,
})

export const isKnownField = (name: string, scope: Scope): boolean =>
  fieldOf(name) !== undefined ||
  dynamicFieldOf(name) !== undefined ||
  scope.fields.has(name) ||
  scope.outside === 'dynamic'

export const knownFields = (scope: Scope): readonly string[] => [
  ...Object.keys({ ...schema, ...dynamicFields }),
  ...scope.fields.keys(),
]

export function unknownField(name: string, span: Span, scope: Scope, more: Iterable<string> = []): Diagnostic {
  const near = nearest(name, [...knownFields(scope), ...scope.macros.keys(), ...more])
  return problem({
    code: 'R201',
    message: `there is no field \`${name}\``,
    span,
    label: 'not a field',
    help: near
      ? `Did you mean \`${near}\`?`
      : `A field of your own is declared, \`field ${name}: keyword\`, or written \`?${name}\`.`,
  })
}
