// Problems of a file → what an editor underlines, and the quick fixes for those that have a likely mend.
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range,
} from 'vscode-languageserver'
import { isWarning } from '../diagnostic/codes.ts'
import type * as Found from '../diagnostic/diagnostic.ts'
import { meant } from '../diagnostic/nearest.ts'
import { type Document, rangeOf } from './document.ts'

export const problems = (document: Document, uri: string): readonly Diagnostic[] =>
  document.problems().map((found) => shown(found, document, uri))

function shown(found: Found.Diagnostic, document: Document, uri: string): Diagnostic {
  const { code, message, primary, context = [], help } = found
  return {
    code,
    source: 'tripline',
    severity: isWarning(code) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
    range: rangeOf(document, primary.span),
    message: [`${message}: ${primary.message}`, ...(help === undefined ? [] : [help])].join('\n'),
    ...(code === 'R803' && { tags: [DiagnosticTag.Unnecessary] }),
    ...(context.length > 0 && {
      relatedInformation: context.map((label) => ({
        location: { uri, range: rangeOf(document, label.span) },
        message: label.message,
      })),
    }),
  }
}

/** "Did you mean `x`?" as an edit, for what touches the range. */
export function quickFixes(document: Document, uri: string, range: Range): readonly CodeAction[] {
  const [start, end] = [document.lines.offsetAt(range.start), document.lines.offsetAt(range.end)]
  const touched = document.problems().filter(({ primary: { span } }) => span.start <= end && start <= span.end)
  return touched.flatMap((found) => {
    const name = meant(found.help ?? '')
    if (name === null) return []
    return [
      {
        title: `Change to ${name}`,
        kind: CodeActionKind.QuickFix,
        isPreferred: true,
        diagnostics: [shown(found, document, uri)],
        edit: { changes: { [uri]: [{ range: rangeOf(document, found.primary.span), newText: name }] } },
      },
    ]
  })
}
