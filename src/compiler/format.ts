// Rule text → its canonical form, or the mistakes for which it is left as it is.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { inOrder } from '../diagnostic/order.ts'
import { parseFile } from './1-parse/parse.ts'
import { printFile } from './print.ts'

export type Formatted =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** Only what can be read whole is printed: of anything else a part would be lost. */
export function format(text: string): Formatted {
  const { tree, diagnostics } = parseFile(text)
  return diagnostics.length > 0
    ? { ok: false, diagnostics: inOrder(diagnostics, text) }
    : { ok: true, text: printFile(tree, text) }
}
