// The parts of a log format → what keeps its lines from being read.
import type { Part, Variable } from '../../grammar/log-format/log-format.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import type { Shapes } from './split.ts'

export interface Checks {
  readonly leads: Shapes['leads']
  /** As the product writes a variable of that name. */
  readonly written: (name: string) => string
  readonly isTime: (name: string) => boolean
  /** Which variable to add for the time. */
  readonly timeHelp: string
}

export const checkParts = (parts: readonly Part[], checks: Checks): readonly Diagnostic[] => [
  ...sideBySide(parts, checks),
  ...timeless(parts, checks),
]

/** Nothing tells where the one ends and the other begins. */
function sideBySide(parts: readonly Part[], { leads, written }: Checks): readonly Diagnostic[] {
  return parts.flatMap((part, at): readonly Diagnostic[] => {
    const before = parts[at - 1]
    if (part.kind !== 'variable' || before?.kind !== 'variable' || leads[part.name] !== undefined) return []
    return [
      {
        code: 'F106',
        message: `nothing stands between \`${written(before.name)}\` and \`${written(part.name)}\``,
        primary: { span: part.span, message: 'where does this one begin?' },
        context: [{ span: before.span, message: 'and where does this one end?' }],
        help: 'put a space or another character between them',
      },
    ]
  })
}

function timeless(parts: readonly Part[], { isTime, timeHelp }: Checks): readonly Diagnostic[] {
  const variables = parts.filter((part) => part.kind === 'variable')
  if (variables.some(({ name }) => isTime(name))) return []
  return [
    {
      code: 'F107',
      message: 'the format does not say when a line was written',
      primary: { span: spanOf(variables), message: 'no time among these' },
      help: timeHelp,
    },
  ]
}

const spanOf = (variables: readonly Variable[]) => ({
  start: variables[0]?.span.start ?? 0,
  end: variables.at(-1)?.span.end ?? 0,
})
