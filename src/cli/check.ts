// `tripline check`: rule files → every mistake in them.
import { findConfig } from '../app/config.ts'
import { loadNamed } from '../app/named-rules.ts'
import { codes, isWarning } from '../diagnostic/codes.ts'
import type { Diagnostic, FileDiagnostics } from '../diagnostic/diagnostic.ts'
import { position, render } from '../diagnostic/render.ts'
import { hasErrors } from './diagnostics.ts'
import { coloursFor, json, out, plural } from './terminal.ts'

interface CheckOptions {
  readonly config?: string
  readonly json?: true
}

/** 0; 1 where a file holds an error. */
export async function checkCommand(paths: readonly string[], options: CheckOptions): Promise<number> {
  const { problems, rules, files } = loadNamed(paths, await findConfig(options.config))
  const color = coloursFor(process.stdout).isColorSupported
  for (const file of problems) {
    for (const diagnostic of file.diagnostics) {
      out(options.json ? json(toJson(diagnostic, file)) : `${render(diagnostic, file.text, file.path, { color })}\n`)
    }
  }
  if (!options.json) out(conclusion(problems, rules.length, files.length))
  return hasErrors(problems) ? 1 : 0
}

function conclusion(problems: readonly FileDiagnostics[], rules: number, files: number): string {
  const all = problems.flatMap(({ diagnostics }) => diagnostics)
  const warnings = all.filter(({ code }) => isWarning(code)).length
  const errors = all.length - warnings
  const good = `${plural(rules, 'rule')} in ${plural(files, 'file')} ready to run`
  const bad = [errors > 0 ? plural(errors, 'error') : '', warnings > 0 ? plural(warnings, 'warning') : ''].filter(
    (part) => part !== '',
  )
  return [good, ...bad].join(', ')
}

const toJson = (
  { code, message, primary, context = [], help }: Diagnostic,
  { path, text }: FileDiagnostics,
): object => ({
  path,
  code,
  severity: isWarning(code) ? 'warning' : 'error',
  title: codes[code],
  message,
  label: primary.message,
  start: position(text, primary.span.start),
  end: position(text, primary.span.end),
  context: context.map(({ span, message: label }) => ({
    label,
    start: position(text, span.start),
    end: position(text, span.end),
  })),
  ...(help === undefined ? {} : { help }),
})
