// An nginx log_format, bare or as the whole directive → its parts, or what is wrong with it. Never throws.
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import {
  type Character,
  charactersOf,
  type PlainOf,
  type Quoted,
  readEscapes,
  type SpanOf,
  spansIn,
  textOf,
} from './characters.ts'
import { type Escape, failed, type ParsedFormat } from './log-format.ts'
import grammar from './nginx.generated.ts'
import { joinParts, type RawPart } from './parts.ts'
import { spanAt, unclosedString } from './problems.ts'
import { run } from './run.ts'

export function parseNginxFormat(text: string): ParsedFormat {
  return /^\s*log_format\s/.test(text) ? parseDirective(text) : parseTemplate(charactersOf(text.trimEnd(), 0), null)
}

interface Directive {
  readonly mode: string | null
  readonly strings: readonly Quoted[]
}

function parseDirective(text: string): ParsedFormat {
  const result = run<Directive>(grammar, 'directive', text)
  if (!result.ok) return failed(directiveProblem(text, result.offset))
  const { mode, strings } = result.value
  if (mode !== null && !isEscape(mode)) return failed(unknownEscape(text, mode))
  return parseTemplate(
    strings.flatMap(({ start, characters }) => readEscapes({ start: start + 1, characters }, plainOf)),
    mode,
  )
}

/** nginx joins the strings of a directive before it looks for variables. */
function parseTemplate(characters: readonly Character[], mode: Escape | null): ParsedFormat {
  const text = textOf(characters)
  const spanOf = spansIn(characters)
  const result = run<readonly RawPart[]>(grammar, 'template', text)
  if (!result.ok) return failed(templateProblem(text, result.offset, spanOf))
  return { ok: true, format: { escape: mode, parts: joinParts(result.value, spanOf) } }
}

/** nginx.conf knows these escapes within quotes; any other backslash stays. */
const escapes: Readonly<Record<string, string>> = {
  '\\"': '"',
  "\\'": "'",
  '\\\\': '\\',
  '\\t': '\t',
  '\\r': '\r',
  '\\n': '\n',
}

const plainOf: PlainOf = (escaped) => escapes[escaped] ?? null

const modes: readonly string[] = ['default', 'json', 'none'] satisfies readonly Escape[]

const isEscape = (mode: string): mode is Escape => modes.includes(mode)

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
  if (opened !== null) return unclosedString(opened)
  return {
    code: 'F101',
    message: offset < text.length ? 'unexpected text in a log_format' : 'the log_format is not complete',
    primary: { span: spanAt(text, offset), message: 'here' },
    help: "a directive reads: log_format name escape=json '…' '…';",
  }
}

/** Where the string begins that the text ends in; null where it does not end in one. */
function openedString(text: string): number | null {
  for (const quote of ["'", '"']) {
    const closed = run<Directive>(grammar, 'directive', text + quote)
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
