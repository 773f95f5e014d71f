// An nginx log_format, bare or as the whole directive → its parts, or what is wrong with it. Never throws.
import nearley from 'nearley'
import type { Diagnostic, Span } from '../../src/diagnostic/diagnostic.ts'
import type { Escape, LogFormat, Part, Variable } from './log-format.ts'
import grammar from './nginx.generated.ts'

export type ParsedFormat =
  | { readonly ok: true; readonly format: LogFormat }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

export function parseNginxFormat(text: string): ParsedFormat {
  return /^\s*log_format\s/.test(text) ? parseDirective(text) : parseTemplate(charactersOf(text.trimEnd(), 0), null)
}

/** One character of the format, and where it stands in what the user wrote. */
interface Character {
  readonly text: string
  readonly start: number
  readonly end: number
}

interface Directive {
  readonly mode: string | null
  readonly strings: readonly { readonly start: number; readonly characters: readonly string[] }[]
}

function parseDirective(text: string): ParsedFormat {
  const result = run<Directive>('directive', text)
  if (!result.ok) return failed(directiveProblem(text, result.offset))
  const { mode, strings } = result.value
  if (mode !== null && !isEscape(mode)) return failed(unknownEscape(text, mode))
  return parseTemplate(
    strings.flatMap(({ start, characters }) => readEscapes(characters, start + 1)),
    mode,
  )
}

/** nginx joins the strings of a directive before it looks for variables. */
function parseTemplate(characters: readonly Character[], mode: Escape | null): ParsedFormat {
  const text = characters.map((character) => character.text).join('')
  const spanOf = (start: number, end: number): Span => ({
    start: characters[start]?.start ?? characters.at(-1)?.end ?? 0,
    end: characters[end - 1]?.end ?? 0,
  })
  const result = run<readonly RawPart[]>('template', text)
  if (!result.ok) return failed(templateProblem(text, result.offset, spanOf))
  return { ok: true, format: { escape: mode, parts: join(result.value, spanOf) } }
}

type RawPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly start: number; readonly end: number }

type SpanOf = (start: number, end: number) => Span

/** One literal for a run of characters, and spans in the user's text. */
function join(parts: readonly RawPart[], spanOf: SpanOf): readonly Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part.kind === 'variable') joined.push(variable(part.name, spanOf(part.start, part.end)))
    else if (last?.kind === 'literal') joined[joined.length - 1] = { ...last, text: last.text + part.text }
    else joined.push(part)
  }
  return joined
}

const variable = (name: string, span: Span): Variable => ({ kind: 'variable', name, span })

const charactersOf = (text: string, from: number): readonly Character[] =>
  [...Array(text.length).keys()].map((at) => ({ text: text[at]!, start: from + at, end: from + at + 1 }))

/** nginx.conf knows these escapes within quotes; any other backslash stays. */
const escapes: Readonly<Record<string, string>> = {
  '\\"': '"',
  "\\'": "'",
  '\\\\': '\\',
  '\\t': '\t',
  '\\r': '\r',
  '\\n': '\n',
}

function readEscapes(characters: readonly string[], from: number): readonly Character[] {
  let at = from
  return characters.flatMap((text) => {
    const start = at
    at += text.length
    const plain = escapes[text]
    return plain === undefined ? charactersOf(text, start) : [{ text: plain, start, end: at }]
  })
}

const modes: readonly string[] = ['default', 'json', 'none'] satisfies readonly Escape[]

const isEscape = (mode: string): mode is Escape => modes.includes(mode)

type Run<Result> = { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly offset: number }

/** Nearley throws at the first character that cannot go on, and gives no result where more was needed. */
function run<Result>(start: 'template' | 'directive', text: string): Run<Result> {
  const parser = new nearley.Parser(nearley.Grammar.fromCompiled({ ...grammar, ParserStart: start }))
  try {
    parser.feed(text)
  } catch (error) {
    return { ok: false, offset: (error as { offset: number }).offset }
  }
  return parser.results.length > 0 ? { ok: true, value: parser.results[0] } : { ok: false, offset: text.length }
}

const failed = (diagnostic: Diagnostic): ParsedFormat => ({ ok: false, diagnostics: [diagnostic] })

function templateProblem(text: string, offset: number, spanOf: SpanOf): Diagnostic {
  const open = /\$\{\w*$/.exec(text.slice(0, offset))
  if (open) {
    return {
      code: 'F103',
      message: 'a variable in braces is not closed',
      primary: { span: spanOf(open.index, offset), message: 'a `}` is missing here' },
      help: 'write `${name}`; a name is made of letters, digits and `_`',
    }
  }
  return {
    code: 'F102',
    message: 'a `$` without the name of a variable',
    primary: { span: spanOf(offset - 1, offset), message: 'a name must follow' },
    help: 'nginx has no way to write a plain `$` in a log_format',
  }
}

function directiveProblem(text: string, offset: number): Diagnostic {
  const opened = offset === text.length ? openedString(text) : null
  if (opened !== null) {
    return {
      code: 'F104',
      message: 'a string is not closed',
      primary: { span: { start: opened, end: opened + 1 }, message: 'opened here' },
    }
  }
  return {
    code: 'F101',
    message: offset < text.length ? 'unexpected text in a log_format' : 'the log_format is not complete',
    primary: {
      span: { start: Math.min(offset, text.length - 1), end: Math.min(offset + 1, text.length) },
      message: 'here',
    },
    help: "a directive reads: log_format name escape=json '…' '…';",
  }
}

/** Where the string begins that the text ends in; null where it does not end in one. */
function openedString(text: string): number | null {
  for (const quote of ["'", '"']) {
    const closed = run<Directive>('directive', text + quote)
    if (closed.ok) return closed.value.strings.at(-1)!.start
  }
  return null
}

function unknownEscape(text: string, mode: string): Diagnostic {
  const start = text.indexOf('escape=') + 'escape='.length
  return {
    code: 'F105',
    message: `there is no escape mode \`${mode}\``,
    primary: { span: { start, end: start + Math.max(1, mode.length) }, message: 'unknown' },
    help: 'nginx knows default, json and none',
  }
}
