// Diagnostic and source text → what a terminal or an editor shows.
import { isWarning } from './codes.ts'
import type { Diagnostic, Label } from './diagnostic.ts'

export interface RenderOptions {
  readonly color?: boolean
}

/** Renders one diagnostic with its source lines and carets, without a line end after it. */
export function render(diagnostic: Diagnostic, text: string, path: string, options: RenderOptions = {}): string {
  const paint = options.color ? painted : plain
  const { line, column } = position(text, diagnostic.primary.span.start)
  const labels = [diagnostic.primary, ...(diagnostic.context ?? [])]
  const gutter = String(Math.max(...labels.map(({ span }) => position(text, span.start).line))).length
  const pad = ' '.repeat(gutter)
  const severity = isWarning(diagnostic.code) ? 'warning' : 'error'
  return [
    `${paint(severity, `${severity}[${diagnostic.code}]`)}: ${visible(diagnostic.message)}`,
    `${pad}${paint('rule', '-->')} ${visible(path)}:${line}:${column}`,
    ...labels.flatMap((label, i) => snippet(label, text, gutter, paint, i === 0 ? severity : 'rule')),
    ...(diagnostic.help ? [`${pad} ${paint('rule', '=')} help: ${visible(diagnostic.help)}`] : []),
  ].join('\n')
}

function snippet({ span, message }: Label, text: string, gutter: number, paint: Paint, style: Style): string[] {
  const { line, column } = position(text, span.start)
  const source = lineAt(text, span.start)
  const width = Math.max(1, Math.min(span.end - span.start, source.length - column + 1))
  const pad = ' '.repeat(gutter)
  const bar = paint('rule', '|')
  // Tabs stay tabs under the line, so that the caret stands under its place however wide they are.
  const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return [
    `${pad} ${bar}`,
    `${paint('rule', String(line).padStart(gutter))} ${bar} ${visible(source)}`.trimEnd(),
    `${pad} ${bar} ${indent}${paint(style, `${'^'.repeat(width)} ${visible(message)}`)}`,
  ]
}

/** Line and column, both from 1, of an offset. */
export function position(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - start + 1 }
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '')
}

/** A rule file may come from anywhere: what controls a terminal, or hides and turns text, must not reach it. */
const visible = (line: string): string =>
  line.replace(/[^\P{Cc}\t]|[\u2028\u2029]|\p{Bidi_Control}|\ufeff/gu, '\u{fffd}')

type Style = 'error' | 'warning' | 'rule'
type Paint = (style: Style, text: string) => string

const codesOf = { error: '1;31', warning: '1;33', rule: '1;34' } as const
const painted: Paint = (style, text) => `\u001b[${codesOf[style]}m${text}\u001b[0m`
const plain: Paint = (_style, text) => text
