// Problems of rule files → what a person reads on stderr, or one JSON object a problem.

import { isWarning } from '../diagnostic/codes.ts'
import type { FileDiagnostics } from '../diagnostic/diagnostic.ts'
import { render } from '../diagnostic/render.ts'
import { type Colours, harmless, note, plural } from './terminal.ts'

export const hasErrors = (problems: readonly FileDiagnostics[]): boolean =>
  problems.some(({ diagnostics }) => diagnostics.some(({ code }) => !isWarning(code)))

/**
 * Files with an error are left out whole: said here once for each. Of a list only what cannot be read is left out.
 * `others`: how many rules there are all the same.
 */
export function reportLeftOut(problems: readonly FileDiagnostics[], others: number, colours: Colours): void {
  const rest = others > 0 ? 'The other rules run.' : 'There is no rule besides.'
  for (const file of problems) {
    if (file.diagnostics.some(({ code }) => code === 'R815'))
      note(`${harmless(file.path)}: not every entry of the list can be read. tripline check shows which.\n`)
    const errors = file.diagnostics.filter(({ code }) => !isWarning(code))
    if (errors.length === 0) continue
    for (const diagnostic of errors)
      note(`${render(diagnostic, file.text, file.path, { color: colours.isColorSupported })}\n`)
    note(`${harmless(file.path)} is left out: ${plural(errors.length, 'mistake')}. ${rest}\n`)
  }
}
