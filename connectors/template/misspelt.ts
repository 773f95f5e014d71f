// The variables of a log format that are nobody's, and nearly are one that is known → a word of warning for each.
import type { Part } from '../../grammar/log-format/log-format.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { nearest } from '../../src/diagnostic/nearest.ts'

export interface Names {
  readonly isKnown: (name: string) => boolean
  readonly known: Iterable<string>
  /** As the product writes a variable of that name. */
  readonly written: (name: string) => string
  /** Why it is read all the same. */
  readonly help: string
}

/** Short names are near to anything. What is further away is a name of somebody's own, as `$connection_upgrade` is. */
const shortest = 4
const furthest = (name: string): number => (name.length < 6 ? 1 : 2)

export const misspelt = (parts: readonly Part[], { isKnown, known, written, help }: Names): readonly Diagnostic[] =>
  parts.flatMap((part): readonly Diagnostic[] => {
    if (part.kind !== 'variable' || part.name.length < shortest || isKnown(part.name)) return []
    const near = nearest(part.name, known, furthest(part.name))
    if (near === null) return []
    return [
      {
        code: 'F801',
        message: `\`${written(part.name)}\` is no variable of the product`,
        primary: { span: part.span, message: `did you mean \`${written(near)}\`?` },
        help,
      },
    ]
  })
